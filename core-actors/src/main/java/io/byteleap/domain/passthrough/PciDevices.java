package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.PciDevice.InGroup;
import io.byteleap.domain.units.Label;
import java.util.List;

/// All PCI devices of a host, by address, and those of which the kernel's files say something that
/// cannot be: nothing is known of these but their name and, if any, their group.
public record PciDevices(List<PciDevice> readable, List<Unreadable> unreadable) {
  public record Unreadable(Label name, PciDevice.Group group, Label why) {
    @Override
    public String toString() {
      return name + ": " + why;
    }
  }

  public PciDevices {
    readable = List.copyOf(readable);
    unreadable = List.copyOf(unreadable);
  }

  public List<PciDevice> nvidiaGpus() {
    return readable.stream().filter(PciDevice::isNvidiaGpu).toList();
  }

  /// The other functions of a GPU's card: its sound, and what it has of USB.
  public List<PciDevice> companions(PciDevice gpu) {
    return readable.stream()
        .filter(device -> device.isOnCardOf(gpu) && !device.equals(gpu))
        .toList();
  }

  /// Those in a GPU's group that belong neither to its card nor to the bridges above it.
  public List<PciDevice> strangers(PciDevice gpu) {
    return readable.stream()
        .filter(device -> device.isGroupedWith(gpu) && !device.isOnCardOf(gpu))
        .filter(device -> !device.kind().isPciBridge())
        .toList();
  }

  /// Those in a GPU's group of which it is not known what they are.
  public List<Unreadable> unknowns(PciDevice gpu) {
    return unreadable.stream()
        .filter(each -> each.group() instanceof InGroup && each.group().equals(gpu.group()))
        .toList();
  }
}
