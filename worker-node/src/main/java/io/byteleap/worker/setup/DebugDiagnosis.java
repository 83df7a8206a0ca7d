package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.SetupFile;
import java.util.ArrayList;
import java.util.List;

/// Why GPUs are not bound, as far as it can be told, and what can be done by hand.
final class DebugDiagnosis {
  private DebugDiagnosis() {}

  static List<String> lines(HostTree host, HostInventory inventory, List<String> blocking) {
    var unbound = inventory.pci().nvidiaGpus().stream().filter(gpu -> !gpu.isBound()).toList();
    if (inventory.pci().nvidiaGpus().isEmpty()) {
      return List.of("There is no NVIDIA GPU that could be bound.");
    }
    if (unbound.isEmpty()) {
      return List.of("All NVIDIA GPUs are bound to vfio-pci.");
    }
    List<String> lines = new ArrayList<>();
    lines.add(unbound.size() + " NVIDIA GPUs are not bound to vfio-pci.");
    if (!inventory.isIommuActive()) {
      lines.add(
          "The IOMMU is not active: enable "
              + inventory.processor().vendor().iommuWord()
              + " in the firmware's setup (BIOS).");
    }
    if (!host.exists(SetupFile.VFIO_OPTIONS)) {
      lines.add("This host is not prepared: run byteleap-worker bind, then reboot.");
    } else if (DebugReport.isPrepared(host, inventory)) {
      lines.add("This host is prepared, but has not been rebooted with it: reboot.");
    }
    if (!blocking.isEmpty()) {
      lines.add("Modules that hold the GPUs are loaded: " + String.join(", ", blocking) + ".");
    }
    lines.add("By hand:");
    lines.add("- check that the initramfs has it: lsinitramfs /boot/initrd.img | grep vfio");
    lines.add("- keep modules away: echo 'install nvidia /bin/false' >> " + SetupFile.BLACKLIST);
    lines.add("- rebuild and reboot: update-initramfs -u -k all && reboot");
    for (PciDevice gpu : unbound) {
      lines.add(
          "- bind %s now: echo %04x %04x > /sys/bus/pci/drivers/vfio-pci/new_id"
              .formatted(gpu.address(), gpu.id().vendor(), gpu.id().device()));
    }
    return lines;
  }
}
