package io.byteleap.domain.session;

import java.util.Arrays;
import java.util.Optional;

/// The sequence numbers that one side of a session has taken: the highest, and which of the 1,024
/// below it, so that each number is accepted at most once, in whatever order they come.
///
/// Numbers are unsigned 64-bit, from 1. Refused: 0, a number taken before, one more than 1,023
/// below the highest, one more than 2,048 above it. Source: RFC 6479; window sizes of protocol v1.
public final class SequenceWindow {
  static final int SIZE = 1_024;
  static final int JUMP_MAX = 2 * SIZE;
  static final SequenceWindow EMPTY = new SequenceWindow(0, new long[SIZE / Long.SIZE]);

  private final long top;
  private final long[] taken;

  private SequenceWindow(long top, long[] taken) {
    this.top = top;
    this.taken = taken;
  }

  /// The window after taking `sequence`; empty when it is refused.
  Optional<SequenceWindow> taking(long sequence) {
    if (sequence == 0) {
      return Optional.empty();
    }
    return Long.compareUnsigned(sequence, top) > 0 ? takingAbove(sequence) : takingWithin(sequence);
  }

  private Optional<SequenceWindow> takingAbove(long sequence) {
    long jump = sequence - top;
    if (Long.compareUnsigned(jump, JUMP_MAX) > 0) {
      return Optional.empty();
    }
    long[] next = Arrays.copyOf(taken, taken.length);
    if (jump >= SIZE) {
      Arrays.fill(next, 0);
    } else {
      for (long passed = top + 1; passed != sequence; passed++) {
        next[wordOf(passed)] &= ~bitOf(passed);
      }
    }
    next[wordOf(sequence)] |= bitOf(sequence);
    return Optional.of(new SequenceWindow(sequence, next));
  }

  private Optional<SequenceWindow> takingWithin(long sequence) {
    if (Long.compareUnsigned(top - sequence, SIZE) >= 0
        || (taken[wordOf(sequence)] & bitOf(sequence)) != 0) {
      return Optional.empty();
    }
    long[] next = Arrays.copyOf(taken, taken.length);
    next[wordOf(sequence)] |= bitOf(sequence);
    return Optional.of(new SequenceWindow(top, next));
  }

  private static int wordOf(long sequence) {
    return (int) (sequence >>> 6) & (SIZE / Long.SIZE - 1);
  }

  private static long bitOf(long sequence) {
    return 1L << (sequence & (Long.SIZE - 1));
  }
}
