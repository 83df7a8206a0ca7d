package io.byteleap.domain.passthrough;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.PciAddress;

/// One function of a PCI device, as the kernel shows it. `driver` is [Label#NONE] while no driver
/// has it; `isBootDisplay` is true of the display that the firmware uses.
public record PciDevice(
    PciAddress address,
    PciId id,
    PciClass kind,
    Label model,
    Label driver,
    Group group,
    boolean isBootDisplay) {
  private static final String VFIO = "vfio-pci";

  /// Devices of one IOMMU group are given away together or not at all.
  public sealed interface Group {}

  public record InGroup(int number) implements Group {
    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /// The IOMMU is off, or does not look after this device.
  public record NoGroup() implements Group {
    @Override
    public String toString() {
      return "none";
    }
  }

  public boolean isNvidiaGpu() {
    return kind.isGpu() && id.vendor() == PciId.NVIDIA;
  }

  /// Whether virtual machines may have it.
  public boolean isBound() {
    return driver.value().equals(VFIO);
  }

  /// Whether the two are functions of one card.
  public boolean isOnCardOf(PciDevice other) {
    return address.isSameDevice(other.address);
  }

  public boolean isGroupedWith(PciDevice other) {
    return group instanceof InGroup && group.equals(other.group);
  }

  /// Name of the driver, or `none`.
  public String driverWord() {
    return driver.isBlank() ? "none" : driver.value();
  }

  /// Address and name.
  public String shown() {
    return address + " (" + model + ")";
  }
}
