package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.Containment;
import io.byteleap.domain.passthrough.Containment.BareMetal;
import io.byteleap.domain.passthrough.Containment.Container;
import io.byteleap.domain.passthrough.Containment.VirtualMachine;
import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.HostInventory.ReleaseHook;
import io.byteleap.domain.passthrough.Kernel;
import io.byteleap.domain.units.Label;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what a host is and has.
final class InventoryReader {
  private static final String DMI = "/sys/class/dmi/id/";
  private static final List<String> MAKERS_OF_VIRTUAL_MACHINES =
      List.of("QEMU", "VMware, Inc.", "innotek GmbH", "Xen", "Bochs", "Parallels");

  private InventoryReader() {}

  static HostInventory read(HostTree host) {
    var processor = ProcessorReader.read(host);
    return new HostInventory(
        containment(host, processor.flags()),
        Kernel.read(host.text("/proc/version").orElse(""), host.text("/proc/cmdline").orElse("")),
        processor.processor(),
        host.names(PciReader.GROUPS).size(),
        host.exists("/etc/initramfs-tools") ? ReleaseHook.POSSIBLE : ReleaseHook.IMPOSSIBLE,
        PciReader.read(host));
  }

  private static Containment containment(HostTree host, Set<String> flags) {
    String maker = host.text(DMI + "sys_vendor").orElse("");
    if (flags.contains("hypervisor") || MAKERS_OF_VIRTUAL_MACHINES.contains(maker)) {
      return new VirtualMachine(Label.of(kind(host, maker)));
    }
    return container(host).<Containment>map(Container::new).orElse(new BareMetal());
  }

  /// Maker and product as the firmware has them, else what its clock gives away.
  private static String kind(HostTree host, String maker) {
    String product = host.text(DMI + "product_name").orElse("");
    String named =
        Stream.of(maker, product).filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    if (!named.isEmpty()) {
      return named;
    }
    return host.text("/sys/devices/system/clocksource/clocksource0/available_clocksource")
        .filter(clocks -> clocks.contains("kvm-clock"))
        .map(_ -> "KVM")
        .orElse("");
  }

  private static Optional<Label> container(HostTree host) {
    return host.text("/run/systemd/container")
        .or(() -> host.exists("/.dockerenv") ? Optional.of("docker") : Optional.empty())
        .or(() -> host.exists("/run/.containerenv") ? Optional.of("podman") : Optional.empty())
        .map(Label::of);
  }
}
