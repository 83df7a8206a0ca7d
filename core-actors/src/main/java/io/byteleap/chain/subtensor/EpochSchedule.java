package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.BlockNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// When the epochs of a subnet begin, and with it the round of the randomness beacon at which
/// sealed weights open.
public sealed interface EpochSchedule {
  /// Epochs at multiples of the tempo, shifted by the subnet's number ([Netuid#ofMechanism] when it
  /// has several mechanisms). Source: runtimes below 423; bittensor-drand.
  record Modular(int tempo, Netuid netuid) implements EpochSchedule {
    public Modular {
      EpochSchedule.checkTempo(tempo);
    }
  }

  /// Epochs that the chain counts; `nextStart` is what [SubtensorApi#NEXT_EPOCH_START] answers.
  /// Source: runtimes from 423 on.
  record Counted(int tempo, BlockNumber nextStart) implements EpochSchedule {
    public Counted {
      EpochSchedule.checkTempo(tempo);
    }
  }

  /// Epochs after which weights open, 1 or more.
  record RevealPeriod(long epochs) {
    private static final long EPOCHS_MAX = 65_535;

    public RevealPeriod {
      if (epochs < 1 || epochs > EPOCHS_MAX) {
        throw new IllegalArgumentException("reveal period outside 1.." + EPOCHS_MAX);
      }
    }
  }

  /// What the chain shows when weights are sealed, and the time between its blocks.
  record Moment(BlockNumber head, Instant now, Duration blockTime) {}

  /// The first block of the epoch in which weights that are committed now open.
  default BlockNumber firstRevealBlock(BlockNumber head, RevealPeriod period) {
    return switch (this) {
      case Modular(var tempo, var netuid) -> {
        long length = tempo + 1L;
        long shift = netuid.value() + 1L;
        long epoch = (head.value() + shift) / length;
        yield new BlockNumber((epoch + period.epochs()) * length - shift);
      }
      case Counted(var tempo, var nextStart) ->
          new BlockNumber(nextStart.value() + (period.epochs() - 1) * tempo);
    };
  }

  /// The round of [Timelock#QUICKNET] to seal weights for: the newest one three blocks into the
  /// epoch in which they open, 1 or more.
  default long revealRound(Moment moment, RevealPeriod period) {
    long target = firstRevealBlock(moment.head(), period).value() + BLOCKS_INTO_EPOCH;
    BigInteger wait =
        BigInteger.valueOf(target - moment.head().value())
            .multiply(BigInteger.valueOf(moment.blockTime().toNanos()));
    BigInteger since = nanos(Duration.between(Timelock.QUICKNET.genesis(), moment.now()));
    BigInteger[] rounds = since.add(wait).divideAndRemainder(nanos(Timelock.QUICKNET.period()));
    return rounds[0].max(BigInteger.ONE).longValue();
  }

  /// Blocks between the start of an epoch and the round of its weights, so that the chain knows the
  /// round by then.
  int BLOCKS_INTO_EPOCH = 3;

  private static BigInteger nanos(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(duration.getNano()));
  }

  private static void checkTempo(int tempo) {
    if (tempo < 0 || tempo > 65_535) {
      throw new IllegalArgumentException("tempo outside 0..65535: " + tempo);
    }
  }
}
