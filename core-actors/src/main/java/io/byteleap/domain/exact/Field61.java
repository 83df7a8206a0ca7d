package io.byteleap.domain.exact;

/// Arithmetic modulo the prime p = 2^61 - 1, in which 2^61 is 1: numbers of the field are 0 to p -
/// 1.
final class Field61 {
  static final int BITS = 61;
  static final long P = (1L << BITS) - 1;

  private Field61() {}

  /// Any sum, negative ones too, as a number of the field.
  static long reduced(long sum) {
    return Math.floorMod(sum, P);
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return sum >= P ? sum - P : sum;
  }

  /// `a` times 2^`bits`, for `bits` of 0 to 60: a rotation, since 2^61 is 1.
  static long shifted(long a, int bits) {
    return ((a << bits) & P) | (a >>> (BITS - bits));
  }
}
