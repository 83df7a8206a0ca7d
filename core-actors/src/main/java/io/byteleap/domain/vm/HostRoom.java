package io.byteleap.domain.vm;

import java.util.List;

/// What a host has for virtual machines, as it was just looked up: hardware threads, memory, bytes
/// free where machines' disks are, its GPUs, and what others than this worker run on it.
///
/// @param memoryMiB all memory, or what is set aside as huge pages when machines live in these
public record HostRoom(
    int processors, long memoryMiB, long diskBytesFree, List<GpuUnit> gpus, List<Stranger> others) {
  public HostRoom {
    gpus = List.copyOf(gpus);
    others = List.copyOf(others);
  }

  /// A machine of somebody else's on this host.
  public record Stranger(String name, int processors, long memoryMiB, List<PciAddress> functions) {
    public Stranger {
      functions = List.copyOf(functions);
    }
  }

  /// What is never given to machines, and how many there may be.
  public record Kept(int processors, long memoryMiB, long diskBytes, int machinesMax) {}
}
