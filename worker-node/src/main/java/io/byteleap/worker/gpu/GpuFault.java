package io.byteleap.worker.gpu;

/// What the server did wrong, in words for the miner and the operator. Fails the stage of one task
/// or proof, and nothing else.
final class GpuFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GpuFault(String what) {
    super(what);
  }
}
