package io.byteleap.domain.exact;

import java.util.random.RandomGenerator;

/// A vector of numbers of the field, against which rows of whole numbers are multiplied.
///
/// Lazy reduction: a number is kept as a low piece of 31 bits and a high one of 30. An entry of a
/// matrix is at most 2^7 in absolute value, so that 2^17 products with a piece add up to less than
/// 2^55: no step is reduced but the end. A value of C is cut into its high and its low 16 bits;
/// 2^15 products of a half with a piece stay below 2^62, and so it is reduced every 32,768 terms.
/// The loops are of a form that the compiler turns into vector instructions. Prints nothing of what
/// it holds.
final class FieldVector {
  private static final int LOW_BITS = 31;
  private static final long LOW_MASK = (1L << LOW_BITS) - 1;
  private static final int HALF_BITS = 16;
  private static final int HALF_MASK = (1 << HALF_BITS) - 1;
  private static final int TERMS_MAX = 1 << 15;

  private final int[] low;
  private final int[] high;

  private FieldVector(int size) {
    this.low = new int[size];
    this.high = new int[size];
  }

  static FieldVector zero(int size) {
    return new FieldVector(size);
  }

  /// Numbers that are each as likely as every other.
  static FieldVector draw(int size, RandomGenerator random) {
    var vector = new FieldVector(size);
    for (int i = 0; i < size; i++) {
      long number;
      do {
        number = random.nextLong() >>> (Long.SIZE - Field61.BITS);
      } while (number == Field61.P);
      vector.set(i, number);
    }
    return vector;
  }

  int size() {
    return low.length;
  }

  void set(int index, long number) {
    low[index] = (int) (number & LOW_MASK);
    high[index] = (int) (number >>> LOW_BITS);
  }

  long get(int index) {
    return ((long) high[index] << LOW_BITS) | low[index];
  }

  /// The sum of all entries times the numbers at their places.
  long times(byte[] entries, int from) {
    long sumLow = 0;
    long sumHigh = 0;
    for (int j = 0; j < low.length; j++) {
      long entry = entries[from + j];
      sumLow += entry * low[j];
      sumHigh += entry * high[j];
    }
    return joined(sumLow, sumHigh);
  }

  /// The same of values of 32 bits.
  long times(int[] values, int from) {
    long total = 0;
    for (int at = 0; at < low.length; at += TERMS_MAX) {
      int end = Math.min(at + TERMS_MAX, low.length);
      long highHalves = Field61.shifted(highHalves(values, from, at, end), HALF_BITS);
      total = Field61.sum(total, Field61.sum(highHalves, lowHalves(values, from, at, end)));
    }
    return total;
  }

  private long highHalves(int[] values, int from, int at, int end) {
    long sumLow = 0;
    long sumHigh = 0;
    for (int j = at; j < end; j++) {
      long half = values[from + j] >> HALF_BITS;
      sumLow += half * low[j];
      sumHigh += half * high[j];
    }
    return joined(sumLow, sumHigh);
  }

  private long lowHalves(int[] values, int from, int at, int end) {
    long sumLow = 0;
    long sumHigh = 0;
    for (int j = at; j < end; j++) {
      long half = values[from + j] & HALF_MASK;
      sumLow += half * low[j];
      sumHigh += half * high[j];
    }
    return joined(sumLow, sumHigh);
  }

  private static long joined(long sumLow, long sumHigh) {
    return Field61.sum(
        Field61.reduced(sumLow), Field61.shifted(Field61.reduced(sumHigh), LOW_BITS));
  }

  @Override
  public String toString() {
    return "FieldVector[" + low.length + "]";
  }
}
