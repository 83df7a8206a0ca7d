package io.byteleap.domain.vm;

import java.util.List;

/// What a machine was promised. It holds from before anything of the machine exists until nothing
/// of it is left, whether the machine runs or not.
///
/// @param functions PCI functions that are the machine's alone, ordered
/// @param numaNode where its processors and memory are to be, or [GpuUnit#NO_NODE]
public record Reservation(
    VmName name, MachineId id, VmSize size, List<PciAddress> functions, int numaNode) {
  public Reservation {
    functions = List.copyOf(functions);
  }

  /// Whether an order that names `vm` means this machine.
  public boolean isNamed(VmId vm) {
    return vm.value().equals(name.value()) || vm.value().equals(id.toString());
  }
}
