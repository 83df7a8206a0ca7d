package io.byteleap.domain.matrix;

/// How large a CPU challenge's matrices are: around `base` (100 to 10,000), by up to the share
/// `variance` (0 to 0.5) more or less, decided by the challenge's own seed.
public record SizePolicy(int base, double variance) {
  private static final int SIZE_MIN = 100;
  private static final double VARIANCE_MAX = 0.5;

  public SizePolicy {
    if (base < SIZE_MIN || base > MatrixSpec.SIZE_MAX) {
      throw new IllegalArgumentException(
          "matrix size outside " + SIZE_MIN + ".." + MatrixSpec.SIZE_MAX + ": " + base);
    }
    if (!(variance >= 0 && variance <= VARIANCE_MAX)) {
      throw new IllegalArgumentException(
          "size variance outside 0.." + VARIANCE_MAX + ": " + variance);
    }
  }

  /// The size for `seed`; doubles are cut towards zero exactly as the existing validators do.
  public int sizeFor(MatrixSeed seed) {
    int low = Math.max(SIZE_MIN, (int) (base * (1.0 - variance)));
    int high = Math.min(MatrixSpec.SIZE_MAX, (int) (base * (1.0 + variance)));
    if (variance == 0 || low >= high) {
      return base;
    }
    return Mt19937.seeded(seed.numeric()).nextBounded(low, high + 1);
  }
}
