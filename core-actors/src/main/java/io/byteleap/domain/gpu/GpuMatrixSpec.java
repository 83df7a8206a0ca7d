package io.byteleap.domain.gpu;

import io.byteleap.domain.matrix.MatrixSeed;

/// The work of one GPU challenge: C = A·B in half precision, added up `iterations` times; A and B
/// are `size` x `size` with entries of -1 to 1 that follow from the seed and the GPU's UUID.
///
/// `size` is 1 to 65,536 (devices take 128 and more, which [GpuSizePolicy] keeps to), `iterations`
/// 1 to 100,000, `targetGpu` the index of the one GPU that is asked, or [#EVERY_GPU]. Work by time
/// (mode 1 of the protocol) cannot be verified and does not exist here. Source: matrix challenge
/// v1.
public record GpuMatrixSpec(MatrixSeed seed, int size, int iterations, int targetGpu) {
  public static final int SIZE_MAX = 65_536;
  public static final int ITERATIONS_MAX = 100_000;
  public static final int TARGET_GPU_MAX = 1_023;
  public static final int EVERY_GPU = -1;

  public GpuMatrixSpec {
    if (size < 1 || size > SIZE_MAX) {
      throw new IllegalArgumentException("GPU matrix size outside 1.." + SIZE_MAX + ": " + size);
    }
    if (iterations < 1 || iterations > ITERATIONS_MAX) {
      throw new IllegalArgumentException(
          "GPU iterations outside 1.." + ITERATIONS_MAX + ": " + iterations);
    }
    if (targetGpu < EVERY_GPU || targetGpu > TARGET_GPU_MAX) {
      throw new IllegalArgumentException(
          "GPU index outside -1.." + TARGET_GPU_MAX + ": " + targetGpu);
    }
  }

  /// Whether every GPU of the worker is asked.
  public boolean asksEveryGpu() {
    return targetGpu == EVERY_GPU;
  }
}
