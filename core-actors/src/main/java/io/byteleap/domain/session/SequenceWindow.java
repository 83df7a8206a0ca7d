package io.byteleap.domain.session;

import java.util.Arrays;
import java.util.Optional;

/// The sequence numbers that one side of a session has taken: the highest, and which of the 1,024
/// up to it, so that each number is accepted at most once, in whatever order they come.
///
/// Numbers are unsigned 64-bit, from 1. Refused: 0, a number taken before, one more than 1,023
/// below the highest, one more than 2,048 above it. Source: RFC 6479; window sizes of protocol v1.
public final class SequenceWindow {
  static final int SIZE = 1_024;
  static final SequenceWindow EMPTY = ofSize(SIZE);

  private final int size;
  private final long top;
  private final long[] taken;

  private SequenceWindow(int size, long top, long[] taken) {
    this.size = size;
    this.top = top;
    this.taken = taken;
  }

  /// A window of `size` numbers, 1 to 2^20, that jumps twice as far at most.
  static SequenceWindow ofSize(int size) {
    int words = Integer.highestOneBit(2 * ((size + Long.SIZE - 1) / Long.SIZE) - 1);
    return new SequenceWindow(size, 0, new long[words]);
  }

  /// The window of a session that took `sequence` first, however high.
  static SequenceWindow at(long sequence) {
    var window = ofSize(SIZE);
    window.taken[window.wordOf(sequence)] |= bitOf(sequence);
    return new SequenceWindow(SIZE, sequence, window.taken);
  }

  /// The highest number taken, 0 before the first.
  long top() {
    return top;
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
    if (Long.compareUnsigned(jump, 2L * size) > 0) {
      return Optional.empty();
    }
    long[] next = Arrays.copyOf(taken, taken.length);
    if (jump >= (long) taken.length * Long.SIZE) {
      Arrays.fill(next, 0);
    } else {
      for (long passed = top + 1; passed != sequence; passed++) {
        next[wordOf(passed)] &= ~bitOf(passed);
      }
    }
    next[wordOf(sequence)] |= bitOf(sequence);
    return Optional.of(new SequenceWindow(size, sequence, next));
  }

  private Optional<SequenceWindow> takingWithin(long sequence) {
    if (Long.compareUnsigned(top - sequence, size) >= 0
        || (taken[wordOf(sequence)] & bitOf(sequence)) != 0) {
      return Optional.empty();
    }
    long[] next = Arrays.copyOf(taken, taken.length);
    next[wordOf(sequence)] |= bitOf(sequence);
    return Optional.of(new SequenceWindow(size, top, next));
  }

  private int wordOf(long sequence) {
    return (int) (sequence >>> 6) & (taken.length - 1);
  }

  private static long bitOf(long sequence) {
    return 1L << (sequence & (Long.SIZE - 1));
  }
}
