package io.byteleap.worker.gpu.cuda;

import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Operands;
import java.lang.foreign.Arena;

/// Multiplies by one of our kernels; each makes tiles of 128 x 256 sums, a block of 256 threads a
/// tile.
final class KernelMultiplier implements Multiplier {
  private static final int TILE_ROWS = 128;
  private static final int TILE_COLUMNS = 256;
  private static final int THREADS = 256;
  private static final int STAGES = 4;
  private static final int TENSOR_CORES_DEPTH = 64;
  private static final int WARP_GROUPS_DEPTH = 128;

  /// Where a stage begins is rounded up to this.
  private static final int SWIZZLE_BYTES = 1_024;

  private final CudaDriver driver;
  private final long kernel;
  private final int sharedBytes;

  private KernelMultiplier(CudaDriver driver, long kernel, int sharedBytes) {
    this.driver = driver;
    this.kernel = kernel;
    this.sharedBytes = sharedBytes;
  }

  /// By the kernel of `exact`, the module of [KernelText#EXACT].
  static KernelMultiplier ofTensorCores(CudaDriver driver, long exact) {
    return of(driver, exact, "product", stageBytes(TENSOR_CORES_DEPTH));
  }

  /// By the kernel of `hopper`, the module of [KernelText#HOPPER].
  static KernelMultiplier ofWarpGroups(CudaDriver driver, long hopper) {
    return of(driver, hopper, "product_hopper", stageBytes(WARP_GROUPS_DEPTH) + SWIZZLE_BYTES);
  }

  private static KernelMultiplier of(
      CudaDriver driver, long module, String kernel, int sharedBytes) {
    return new KernelMultiplier(driver, driver.function(module, kernel, sharedBytes), sharedBytes);
  }

  private static int stageBytes(int depth) {
    return STAGES * (TILE_ROWS + TILE_COLUMNS) * depth;
  }

  @Override
  public void multiply(Operands operands, Extent extent, long stream) {
    int tiles = extent.rows() / TILE_ROWS * Math.ceilDiv(extent.columns(), TILE_COLUMNS);
    try (var arena = Arena.ofConfined()) {
      var arguments =
          new KernelArguments(arena)
              .region(operands.a())
              .region(operands.b())
              .region(operands.c())
              .number(extent.rows())
              .number(extent.columns())
              .number(extent.depth())
              .number((long) extent.stride());
      driver.launch(
          kernel,
          new CudaDriver.Grid(tiles, 1, THREADS, sharedBytes),
          arguments.addresses(),
          stream);
    }
  }
}
