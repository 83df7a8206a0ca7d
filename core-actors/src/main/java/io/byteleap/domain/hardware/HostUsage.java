package io.byteleap.domain.hardware;

import io.byteleap.domain.units.Ratio;

/// How busy a machine was at its last heartbeat: CPU and memory in use, free memory in MiB, free
/// space on the root disk in GiB.
public record HostUsage(Ratio cpu, Ratio memory, long memoryFreeMiB, long diskFreeGiB) {
  public static final HostUsage UNKNOWN = new HostUsage(Ratio.NONE, Ratio.NONE, 0, 0);

  public HostUsage {
    if (memoryFreeMiB < 0 || diskFreeGiB < 0) {
      throw new IllegalArgumentException(
          "free memory or disk below 0: " + memoryFreeMiB + ", " + diskFreeGiB);
    }
  }
}
