package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;

/// What computes in one context: the kernels, by the driver's handles, and what multiplies.
record CudaKernels(
    Multiplier multiplier, long fillRows, long fillColumns, long mapRows, long hashRows) {
  private static final long DEFAULT_STREAM = 0;

  /// Compiles them for the card of the current context: a moment, once the driver has them in its
  /// cache, else up to a second.
  static CudaKernels load(CudaDriver driver, ProductForm form) {
    long exact = driver.loadModule(KernelText.EXACT.ptx());
    return new CudaKernels(
        multiplier(driver, form, exact),
        driver.function(exact, "fill_rows", 0),
        driver.function(exact, "fill_columns", 0),
        driver.function(exact, "map_rows", 0),
        driver.function(exact, "hash_rows", 0));
  }

  private static Multiplier multiplier(CudaDriver driver, ProductForm form, long exact) {
    return switch (form) {
      case TENSOR_CORES -> KernelMultiplier.ofTensorCores(driver, exact);
      case WARP_GROUPS ->
          KernelMultiplier.ofWarpGroups(driver, driver.loadModule(KernelText.HOPPER.ptx()));
      case LIBRARY -> libraryOr(driver, exact);
    };
  }

  /// The library, when it can do a small product; else our kernel.
  private static Multiplier libraryOr(CudaDriver driver, long exact) {
    try {
      var library = CublasLt.create();
      tryOut(driver, library);
      return library;
    } catch (CudaFault fault) {
      if (fault.kind() == CudaFault.Kind.CARD_LOST) {
        throw fault;
      }
      return KernelMultiplier.ofTensorCores(driver, exact);
    }
  }

  private static void tryOut(CudaDriver driver, Multiplier multiplier) {
    int size = ExactShape.SIZE_MULTIPLE;
    long entries = (long) size * size;
    long memory = driver.allocate(entries * (2 + Integer.BYTES));
    try {
      var all = new Region(memory, entries * (2 + Integer.BYTES));
      multiplier.multiply(
          new Session.Operands(
              all.part(0, entries),
              all.part(entries, entries),
              all.part(2 * entries, entries * Integer.BYTES)),
          new Session.Extent(size, size, size, size),
          DEFAULT_STREAM);
      driver.finish(DEFAULT_STREAM);
    } finally {
      driver.free(memory);
    }
  }
}
