package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.PciDevice.InGroup;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GpuUnit;
import io.byteleap.domain.vm.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The NVIDIA GPUs of a host in units that can be given away.
///
/// What is on one card or in one IOMMU group belongs together, and what is joined so belongs
/// together too. NVSwitches join all GPUs of their host, and go with them: GPUs do not start
/// without the switch that they are wired to. Bridges are the host's.
public final class GpuUnits {
  private static final int NVSWITCH_CLASS = 0x0680;

  private final PciDevices pci;
  private final ToIntFunction<PciAddress> numaNode;

  private GpuUnits(PciDevices pci, ToIntFunction<PciAddress> numaNode) {
    this.pci = pci;
    this.numaNode = numaNode;
  }

  /// `numaNode` is the node of a function, negative when that is not known.
  public static List<GpuUnit> of(PciDevices pci, ToIntFunction<PciAddress> numaNode) {
    var units = new GpuUnits(pci, numaNode);
    List<List<PciDevice>> found = new ArrayList<>();
    for (PciDevice gpu : pci.nvidiaGpus()) {
      if (found.stream().noneMatch(members -> members.contains(gpu))) {
        found.add(units.joined(gpu));
      }
    }
    return found.stream().map(units::unit).toList();
  }

  /// Everything that goes where `first` goes.
  private List<PciDevice> joined(PciDevice first) {
    List<PciDevice> members = new ArrayList<>(List.of(first));
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      pci.readable().stream()
          .filter(other -> !other.kind().isPciBridge() && !members.contains(other))
          .filter(other -> areJoined(member, other))
          .toList()
          .forEach(members::add);
    }
    return members;
  }

  private static boolean areJoined(PciDevice one, PciDevice other) {
    return one.isOnCardOf(other)
        || one.isGroupedWith(other)
        || (isSwitch(one) && other.isNvidiaGpu())
        || (isSwitch(other) && one.isNvidiaGpu());
  }

  private static boolean isSwitch(PciDevice device) {
    return device.id().vendor() == PciId.NVIDIA && device.kind().code() >> 8 == NVSWITCH_CLASS;
  }

  private GpuUnit unit(List<PciDevice> members) {
    var gpus = members.stream().filter(PciDevice::isNvidiaGpu).map(PciDevice::address).toList();
    var nodes = gpus.stream().mapToInt(numaNode).distinct().toArray();
    return new GpuUnit(
        gpus,
        members.stream().map(PciDevice::address).toList(),
        nodes.length == 1 ? Math.max(nodes[0], GpuUnit.NO_NODE) : GpuUnit.NO_NODE,
        obstacle(members));
  }

  private Label obstacle(List<PciDevice> members) {
    return members.stream()
        .map(this::obstacle)
        .flatMap(Optional::stream)
        .findFirst()
        .map(Label::of)
        .orElse(Label.NONE);
  }

  /// A function of a GPU's card, or a switch.
  private boolean isNvidias(PciDevice member) {
    return isSwitch(member) || pci.nvidiaGpus().stream().anyMatch(member::isOnCardOf);
  }

  private Optional<String> obstacle(PciDevice member) {
    if (!(member.group() instanceof InGroup)) {
      return Optional.of(member.address() + " is in no IOMMU group");
    }
    var unknown = pci.unknowns(member);
    if (!unknown.isEmpty()) {
      return Optional.of(
          "the group of "
              + member.address()
              + " has a device that cannot be read: "
              + unknown.getFirst().name());
    }
    if (!isNvidias(member)) {
      return Optional.of(
          "a GPU shares its IOMMU group with the " + member.kind().word() + " " + member.address());
    }
    return member.isBound()
        ? Optional.empty()
        : Optional.of(
            member.address() + " is not with vfio-pci: its driver is " + member.driverWord());
  }
}
