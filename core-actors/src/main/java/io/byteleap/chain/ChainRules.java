package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Neuron;
import java.time.Duration;

/// Rules of a simulated chain: time between blocks, when weights and axons are taken, its epochs,
/// and how many neurons it has room for.
public record ChainRules(
    Duration blockTime, WeightRules weights, int servingRateLimit, Epochs epochs, Room room) {
  /// What the chain of the network has unless its subnet says otherwise.
  public static final int TEMPO = 360;

  public ChainRules {
    if (!blockTime.isPositive() || servingRateLimit < 0) {
      throw new IllegalArgumentException("block time must be positive, the rate limit 0 or more");
    }
  }

  /// Weights are visible at once, axons are taken at any time.
  public ChainRules(Duration blockTime, int weightsRateLimit) {
    this(
        blockTime,
        new WeightRules(weightsRateLimit, new Neuron.Stake(0), 1),
        0,
        new Epochs(TEMPO, new AtOnce()),
        Room.USUAL);
  }

  public ChainRules with(WeightRules next) {
    return new ChainRules(blockTime, next, servingRateLimit, epochs, room);
  }

  public ChainRules with(Epochs next) {
    return new ChainRules(blockTime, weights, servingRateLimit, next, room);
  }

  public ChainRules with(Room next) {
    return new ChainRules(blockTime, weights, servingRateLimit, epochs, next);
  }

  public ChainRules withServingRateLimit(int next) {
    return new ChainRules(blockTime, weights, next, epochs, room);
  }

  /// Blocks between two updates of a validator's weights, the stake that a validator needs, and of
  /// how many neurons weights must speak (or of all, when there are fewer).
  public record WeightRules(int rateLimit, Neuron.Stake stakeMin, int countMin) {
    public WeightRules {
      if (rateLimit < 0 || countMin < 1) {
        throw new IllegalArgumentException("the rate limit must be 0 or more, the count 1 or more");
      }
    }
  }

  /// An epoch is so many blocks; weights are shown at once or hidden for a while.
  public record Epochs(int tempo, Reveal reveal) {
    public Epochs {
      if (tempo < 1) {
        throw new IllegalArgumentException("tempo must be 1 or more");
      }
    }

    /// The first block that shows weights of block `set`.
    BlockNumber shown(BlockNumber set) {
      return switch (reveal) {
        case AtOnce() -> set;
        case After(var periods) -> new BlockNumber((set.value() / tempo + periods) * tempo);
      };
    }
  }

  public sealed interface Reveal {}

  /// What is set is visible.
  public record AtOnce() implements Reveal {}

  /// Validators commit to their weights, which are visible from the beginning of the so manieth
  /// epoch after that of the commitment.
  public record After(int epochs) implements Reveal {
    public After {
      if (epochs < 1) {
        throw new IllegalArgumentException("the reveal period must be 1 epoch or more");
      }
    }
  }

  /// Neurons that the chain has room for; one more takes the place of another.
  public record Room(int neuronsMax) {
    public static final Room USUAL = new Room(256);

    public Room {
      if (neuronsMax < 1 || neuronsMax > 65_536) {
        throw new IllegalArgumentException("there must be room for 1 to 65536 neurons");
      }
    }
  }
}
