package io.byteleap.domain.passthrough;

/// What a host is and has, as far as it decides whether its GPUs can be given to virtual machines.
public record HostInventory(
    Containment containment,
    Kernel kernel,
    Processor processor,
    int iommuGroups,
    ReleaseHook releaseHook,
    PciDevices pci) {
  /// Whether the initial file system of this host can run a script that lets go of GPUs which were
  /// bound only because they are of the same model as a chosen one.
  public enum ReleaseHook {
    POSSIBLE,
    IMPOSSIBLE
  }

  public boolean isIommuActive() {
    return iommuGroups > 0;
  }
}
