package io.byteleap.domain.gpu;

import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.Mt19937;

/// How large a GPU challenge's matrices are: around `base` (128 to 65,536, what devices take), by
/// up to the share `variance` (0 to 0.5) more or less but never beyond those bounds, decided by the
/// challenge's own seed.
public record GpuSizePolicy(int base, double variance) {
  public static final int SIZE_MIN = 128;
  public static final double VARIANCE_MAX = 0.5;

  public GpuSizePolicy {
    if (base < SIZE_MIN || base > GpuMatrixSpec.SIZE_MAX) {
      throw new IllegalArgumentException(
          "matrix size outside " + SIZE_MIN + ".." + GpuMatrixSpec.SIZE_MAX + ": " + base);
    }
    if (!(variance >= 0 && variance <= VARIANCE_MAX)) {
      throw new IllegalArgumentException(
          "size variance outside 0.." + VARIANCE_MAX + ": " + variance);
    }
  }

  /// The size for `seed`; doubles are cut towards zero exactly as the existing validators do.
  public int sizeFor(MatrixSeed seed) {
    int low = Math.max(SIZE_MIN, (int) (base * (1.0 - variance)));
    int high = largest();
    if (variance == 0 || low >= high) {
      return base;
    }
    return Mt19937.seeded(seed.numeric()).nextBounded(low, high + 1);
  }

  /// The largest size that is ever drawn.
  public int largest() {
    return Math.min(GpuMatrixSpec.SIZE_MAX, (int) (base * (1.0 + variance)));
  }
}
