package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.Containment.BareMetal;
import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.Processor.Extension;
import io.byteleap.domain.passthrough.Processor.Vendor;
import io.byteleap.domain.passthrough.Refusal;
import java.util.List;

/// What the machine and its system must be, GPUs aside.
record MachineChecks(HostInventory host, Figures figures) {
  private static final int CORES_MIN = 8;

  /// 32 GB of memory, less what the firmware keeps to itself.
  private static final long MEMORY_MIB_MIN = 30 << 10;

  private static final long DISK_GB_MIN = 500;
  private static final double UBUNTU_MIN = 22.04;
  private static final double DEBIAN_MIN = 12;

  List<Finding> all() {
    return List.of(
        system(), bareMetal(), kernel(), cores(), memory(), disk(), virtualization(), iommu());
  }

  private Finding system() {
    String name = "system";
    String text = figures.os().value();
    boolean isNewEnough =
        switch (figures.osId()) {
          case "ubuntu" -> version() >= UBUNTU_MIN;
          case "debian" -> version() >= DEBIAN_MIN;
          default -> false;
        };
    return isNewEnough
        ? Finding.met(name, text)
        : Finding.doubtful(
            name,
            text + " is not known to work",
            "use Ubuntu 22.04 or newer, or a system that is compatible with it");
  }

  private double version() {
    String version = figures.osVersion();
    return version.matches("[0-9]{1,4}(\\.[0-9]{1,4})?") ? Double.parseDouble(version) : 0;
  }

  private Finding bareMetal() {
    return host.containment() instanceof BareMetal
        ? Finding.met("bare metal", "not in a virtual machine or container")
        : Finding.lacking("bare metal", new Refusal.NotBareMetal(host.containment()));
  }

  private Finding kernel() {
    return host.kernel().isNewEnough()
        ? Finding.met("kernel", host.kernel().release().value())
        : Finding.lacking("kernel", new Refusal.KernelTooOld(host.kernel()));
  }

  private Finding cores() {
    int cores = host.processor().physicalCores();
    String text =
        cores
            + " physical cores, "
            + host.processor().logicalCores()
            + " logical: "
            + host.processor().model();
    return cores >= CORES_MIN
        ? Finding.met("cores", text)
        : Finding.lacking("cores", text, "use a machine with at least " + CORES_MIN + " cores");
  }

  private Finding memory() {
    String text =
        figures.memoryMiB() == 0 ? "unknown" : "%.1f GiB".formatted(figures.memoryMiB() / 1_024.0);
    return figures.memoryMiB() >= MEMORY_MIB_MIN
        ? Finding.met("memory", text)
        : Finding.lacking("memory", text, "use a machine with at least 32 GB of memory");
  }

  private Finding disk() {
    String text =
        figures.diskGb() == 0
            ? "no disk found"
            : figures.diskGb() + " GB, the largest disk (" + figures.disk() + ")";
    return figures.diskGb() >= DISK_GB_MIN
        ? Finding.met("disk", text)
        : Finding.lacking("disk", text, "use a disk of at least " + DISK_GB_MIN + " GB");
  }

  private Finding virtualization() {
    String name = "virtualization";
    var processor = host.processor();
    if (processor.vendor() == Vendor.OTHER) {
      return Finding.lacking(name, new Refusal.UnknownProcessor(processor));
    }
    return processor.extension() == Extension.PRESENT
        ? Finding.met(name, processor.vendor().extensionWord() + " is enabled")
        : Finding.lacking(name, new Refusal.NoVirtualization(processor));
  }

  private Finding iommu() {
    String name = "IOMMU";
    String word = host.processor().vendor().iommuWord();
    if (host.isIommuActive()) {
      return Finding.met(name, word + " is active, " + host.iommuGroups() + " groups");
    }
    return Finding.lacking(
        name,
        word + " is not active: the kernel shows no groups",
        "enable "
            + word
            + " in the firmware's setup (BIOS), run byteleap-worker bind, which adds the kernel's"
            + " parameters, and reboot");
  }
}
