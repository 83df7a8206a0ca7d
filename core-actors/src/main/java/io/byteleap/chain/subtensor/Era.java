package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleWriter;

/// How long a transaction may get into a block. Source: Substrate, `sp_runtime::generic::Era`.
public sealed interface Era {
  /// Always, so that it must be bound to genesis.
  record Immortal() implements Era {}

  /// Within `period` blocks (a power of two from 4 to 65,536) from the block [#birth] on, whose
  /// hash it is bound to; `phase` is that block's place in the period, a multiple of a 4,096th of
  /// the period.
  record Mortal(int period, int phase) implements Era {
    private static final int PERIOD_MIN = 4;
    private static final int PERIOD_MAX = 65_536;

    public Mortal {
      if (Integer.bitCount(period) != 1 || period < PERIOD_MIN || period > PERIOD_MAX) {
        throw new IllegalArgumentException("not a period: " + period);
      }
      if (phase < 0 || phase >= period || phase % step(period) != 0) {
        throw new IllegalArgumentException("not a phase of " + period + ": " + phase);
      }
    }

    /// Alive from about `current` on for at least `blocks` blocks, as far as the longest period
    /// goes.
    public static Mortal from(BlockNumber current, int blocks) {
      int wanted = Math.clamp(blocks, PERIOD_MIN, PERIOD_MAX);
      int floor = Integer.highestOneBit(wanted);
      int period = floor == wanted ? floor : floor << 1;
      int phase = (int) (current.value() % period);
      return new Mortal(period, phase / step(period) * step(period));
    }

    /// The block whose hash the transaction is bound to.
    public BlockNumber birth(BlockNumber current) {
      long first = Math.max(current.value(), phase) - phase;
      return new BlockNumber(first / period * period + phase);
    }

    /// The first block that the transaction cannot be in.
    public BlockNumber death(BlockNumber current) {
      return new BlockNumber(birth(current).value() + period);
    }

    private static int step(int period) {
      return Math.max(1, period >> 12);
    }

    private Bytes encoded() {
      int length = Math.clamp(Integer.numberOfTrailingZeros(period) - 1, 1, 15);
      return new ScaleWriter().u16(length | ((phase / step(period)) << 4)).toBytes();
    }
  }

  default Bytes bytes() {
    return switch (this) {
      case Immortal() -> new ScaleWriter().u8(0).toBytes();
      case Mortal mortal -> mortal.encoded();
    };
  }
}
