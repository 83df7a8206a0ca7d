package io.byteleap.worker.gpu.cuda;

import io.byteleap.wire.gpu.GpuDevice.Capability;

/// How a card multiplies. All forms make the same sums.
enum ProductForm {
  /// By `mma.sync`, which every card of compute capability 8.0 and later has.
  TENSOR_CORES,

  /// By `wgmma`, twice as fast, which cards of compute capability 9.0 have and no others.
  WARP_GROUPS,

  /// By NVIDIA's library cuBLASLt, where somebody has installed it.
  LIBRARY;

  private static final int HOPPER_MAJOR = 9;

  /// The form for cards of this capability: our kernel where it is faster than the library
  /// (`gpu-engine.md` has the figures), else the library where it is, else our kernel.
  static ProductForm of(Capability capability) {
    if (isHopper(capability)) {
      return WARP_GROUPS;
    }
    return CublasLt.isHere() ? LIBRARY : TENSOR_CORES;
  }

  /// Whether cards of this capability can do it on this machine.
  boolean isPossible(Capability capability) {
    return switch (this) {
      case TENSOR_CORES -> true;
      case WARP_GROUPS -> isHopper(capability);
      case LIBRARY -> CublasLt.isHere();
    };
  }

  private static boolean isHopper(Capability capability) {
    return capability.major() == HOPPER_MAJOR && capability.minor() == 0;
  }
}
