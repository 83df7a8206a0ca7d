package io.byteleap.worker.gpu.cuda;

import io.byteleap.wire.gpu.GpuDevice.Capability;

/// How a card multiplies: which kernel, and how it is launched. All make the same sums.
enum ProductForm {
  /// `mma.sync`, which every card of compute capability 8.0 and later has.
  TENSOR_CORES(KernelText.EXACT, "product", 4 * (128 + 256) * 64),

  /// `wgmma`, twice as fast, which cards of compute capability 9.0 have.
  WARP_GROUPS(KernelText.HOPPER, "product_hopper", 4 * (128 + 256) * 128 + 1_024);

  private static final int HOPPER_MAJOR = 9;
  private static final int TILE_ROWS = 128;
  private static final int TILE_COLUMNS = 256;
  private static final int THREADS = 256;

  private final KernelText text;
  private final String kernel;
  private final int sharedBytes;

  ProductForm(KernelText text, String kernel, int sharedBytes) {
    this.text = text;
    this.kernel = kernel;
    this.sharedBytes = sharedBytes;
  }

  /// The fastest form that cards of this capability can do.
  static ProductForm fastest(Capability capability) {
    return capability.major() == HOPPER_MAJOR && capability.minor() == 0
        ? WARP_GROUPS
        : TENSOR_CORES;
  }

  KernelText text() {
    return text;
  }

  String kernel() {
    return kernel;
  }

  int sharedBytes() {
    return sharedBytes;
  }

  CudaDriver.Grid grid(Session.Extent extent) {
    int tiles = extent.rows() / TILE_ROWS * Math.ceilDiv(extent.columns(), TILE_COLUMNS);
    return new CudaDriver.Grid(tiles, 1, THREADS, sharedBytes);
  }
}
