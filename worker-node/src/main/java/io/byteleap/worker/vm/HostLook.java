package io.byteleap.worker.vm;

import io.byteleap.domain.passthrough.GpuUnits;
import io.byteleap.domain.vm.HostRoom;
import io.byteleap.domain.vm.HostRoom.Stranger;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.host.HostRoot;
import io.byteleap.worker.setup.HostPci;
import io.byteleap.worker.vm.disk.MachineFolders;
import java.util.Set;
import java.util.regex.Pattern;

/// Looks up what the host has for machines at this moment. Blocks.
public record HostLook(
    HostRoot host, Hypervisor hypervisor, MachineFolders folders, DomainPlan.Pages pages) {
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+([0-9]{1,15}) kB$");
  private static final Pattern THREAD = Pattern.compile("(?m)^processor\\s*:");
  private static final String HUGE_PAGES = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";
  private static final long HUGE_PAGE_MIB = 2;
  private static final long KIB_PER_MIB = 1_024;

  /// The room there is; machines of `own` are no strangers.
  public HostRoom room(Set<MachineId> own) throws VmProblem {
    var others =
        hypervisor.machines().stream()
            .filter(machine -> !own.contains(machine.id()))
            .map(
                machine ->
                    new Stranger(
                        machine.name(),
                        machine.processors(),
                        machine.memoryMiB(),
                        machine.functions()))
            .toList();
    return new HostRoom(
        processors(),
        memoryMiB(),
        folders.bytesFree(),
        GpuUnits.of(HostPci.read(host), this::numaNode),
        others);
  }

  private int processors() throws VmProblem {
    String text = host.text("/proc/cpuinfo").orElse("");
    int count = (int) THREAD.matcher(text).results().count();
    if (count == 0) {
      throw new VmProblem("the host does not say how many processors it has");
    }
    return count;
  }

  private long memoryMiB() throws VmProblem {
    return switch (pages) {
      case USUAL -> {
        var found = MEMORY.matcher(host.text("/proc/meminfo").orElse(""));
        if (!found.find()) {
          throw new VmProblem("the host does not say how much memory it has");
        }
        yield Long.parseLong(found.group(1)) / KIB_PER_MIB;
      }
      case HUGE -> number(HUGE_PAGES) * HUGE_PAGE_MIB;
    };
  }

  private int numaNode(PciAddress function) {
    return (int) number("/sys/bus/pci/devices/" + function + "/numa_node");
  }

  /// A number in a file; -1 when there is none.
  private long number(String path) {
    return host.text(path)
        .filter(text -> text.matches("-?[0-9]{1,9}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }

  /// Hardware threads of a NUMA node, as the kernel lists them; empty when it does not.
  public String processorsOf(int numaNode) {
    return numaNode < 0
        ? ""
        : host.text("/sys/devices/system/node/node" + numaNode + "/cpulist")
            .filter(list -> list.matches("[0-9,-]{1,1000}"))
            .orElse("");
  }
}
