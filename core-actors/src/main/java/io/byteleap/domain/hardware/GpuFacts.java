package io.byteleap.domain.hardware;

import io.byteleap.domain.units.Label;

/// One GPU: model name, UUID (or full PCI address while it is bound to vfio-pci) and memory in MiB
/// (0 when unknown).
public record GpuFacts(Label model, Label uuid, long memoryMiB) {
  public GpuFacts {
    if (memoryMiB < 0) {
      throw new IllegalArgumentException("GPU memory below 0: " + memoryMiB);
    }
  }
}
