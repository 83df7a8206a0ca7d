package io.byteleap.domain.matrix;

/// One row of C while it grows: a row of the left factor times B, fed with B's rows in order.
///
/// Exactness: in the first product both factors are at most 500 in absolute value, so the sum of
/// up to 8,192 terms stays below 8,192 x 250,000 = 2,048,000,000 < 2^31 and is kept in 32-bit
/// integers, which every vector unit adds and multiplies; it is then carried into 64 bits, where
/// 10,000 terms stay below 2.5 x 10^9. In later products the left factor is any 64-bit number and
/// the arithmetic wraps modulo 2^64, as the protocol asks.
final class ProductRow {
  private static final int TERMS_MAX = 8_192;

  private final short[] left;
  private final int[] partial;
  private final long[] sum;
  private int terms;

  private ProductRow(short[] left) {
    this.left = left;
    this.partial = new int[left.length];
    this.sum = new long[left.length];
  }

  static ProductRow startingFrom(short[] left) {
    return new ProductRow(left);
  }

  /// Takes in row `k` of B; rows come in order, 0 first.
  void add(int k, short[] rowOfB) {
    int factor = left[k];
    for (int j = 0; j < partial.length; j++) {
      partial[j] += factor * rowOfB[j];
    }
    if (++terms == TERMS_MAX) {
      carry();
    }
  }

  /// The finished row.
  long[] finished() {
    carry();
    return sum;
  }

  /// Adds `factor` times a row of B to `target`, modulo 2^64: a later product's step.
  static void addMultiple(long[] target, long factor, short[] rowOfB) {
    for (int j = 0; j < target.length; j++) {
      target[j] += factor * rowOfB[j];
    }
  }

  private void carry() {
    for (int j = 0; j < partial.length; j++) {
      sum[j] += partial[j];
      partial[j] = 0;
    }
    terms = 0;
  }
}
