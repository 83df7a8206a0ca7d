package io.byteleap.domain.hardware;

import java.util.List;

/// What a machine is made of, as far as it does not change from one heartbeat to the next: CPU,
/// memory in MiB, root disk in GiB, GPUs (at most 64). 0 means unknown.
public record HostFacts(CpuFacts cpu, long memoryMiB, long diskGiB, List<GpuFacts> gpus) {
  public static final int GPUS_MAX = 64;

  public HostFacts {
    if (memoryMiB < 0 || diskGiB < 0) {
      throw new IllegalArgumentException("memory or disk below 0: " + memoryMiB + ", " + diskGiB);
    }
    if (gpus.size() > GPUS_MAX) {
      throw new IllegalArgumentException("more than " + GPUS_MAX + " GPUs: " + gpus.size());
    }
    gpus = List.copyOf(gpus);
  }
}
