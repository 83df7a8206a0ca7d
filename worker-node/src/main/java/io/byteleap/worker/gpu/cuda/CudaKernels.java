package io.byteleap.worker.gpu.cuda;

/// The kernels of one context, by the driver's handles.
record CudaKernels(
    ProductForm form,
    long product,
    long fillRows,
    long fillColumns,
    long mapRows,
    long hashRows) {
  /// Compiles them for the card of the current context: a moment, once the driver has them in its
  /// cache, else up to a second.
  static CudaKernels load(CudaDriver driver, ProductForm form) {
    long exact = driver.loadModule(KernelText.EXACT.ptx());
    long ofProduct =
        form.text() == KernelText.EXACT ? exact : driver.loadModule(form.text().ptx());
    return new CudaKernels(
        form,
        driver.function(ofProduct, form.kernel(), form.sharedBytes()),
        driver.function(exact, "fill_rows", 0),
        driver.function(exact, "fill_columns", 0),
        driver.function(exact, "map_rows", 0),
        driver.function(exact, "hash_rows", 0));
  }
}
