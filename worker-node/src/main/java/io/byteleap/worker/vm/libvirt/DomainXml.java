package io.byteleap.worker.vm.libvirt;

import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.worker.vm.DomainPlan;
import java.util.ArrayList;
import java.util.List;

/// A machine as libvirt's domain.
///
/// All devices are virtio; there is no screen, the console is a serial line. The functions of the
/// GPUs are given with their full addresses, each behind a port of its own, which libvirt makes.
/// Libvirt takes them from the host before the start and gives them back after the end.
final class DomainXml {
  /// What runs the machine's processors.
  enum Accelerator {
    KVM("kvm", "host-passthrough"),
    /// On AMD's processors, which have no register of architectural capabilities: KVM makes one up,
    /// at which some guests end, and which some kernels will not set, so that nothing starts. QEMU
    /// leaves it out there from version 10.1 on.
    KVM_ON_AMD("kvm", "host-passthrough"),
    /// Without the processor's help, and slow.
    EMULATED("qemu", "maximum"),
    /// Libvirt's own driver for tests, which runs nothing.
    NONE("test", "host-model");

    private final String type;
    private final String processor;

    Accelerator(String type, String processor) {
      this.type = type;
      this.processor = processor;
    }
  }

  private static final String MACHINE = "q35";

  private final DomainPlan plan;
  private final Accelerator accelerator;
  private final Xml xml = new Xml();

  private DomainXml(DomainPlan plan, Accelerator accelerator) {
    this.plan = plan;
    this.accelerator = accelerator;
  }

  static String write(DomainPlan plan, Accelerator accelerator) {
    return new DomainXml(plan, accelerator).text();
  }

  private String text() {
    var reservation = plan.reservation();
    return xml.in("domain", "type", accelerator.type)
        .leaf("name", reservation.name().value())
        .leaf("uuid", reservation.id().toString())
        .and(this::memory)
        .and(this::processors)
        .and(this::system)
        .and(this::devices)
        .out()
        .text();
  }

  private void memory() {
    String mib = Integer.toString(plan.reservation().size().memoryMiB());
    xml.leaf("memory", mib, "unit", "MiB").leaf("currentMemory", mib, "unit", "MiB");
    switch (plan.pages()) {
      case USUAL -> {}
      case HUGE -> xml.in("memoryBacking").empty("hugepages").out();
    }
  }

  private void processors() {
    Reservation reservation = plan.reservation();
    String count = Integer.toString(reservation.size().processors());
    if (plan.processorList().isEmpty()) {
      xml.leaf("vcpu", count, "placement", "static");
    } else {
      xml.leaf("vcpu", count, "placement", "static", "cpuset", plan.processorList());
    }
    if (reservation.numaNode() >= 0) {
      xml.in("numatune")
          .empty("memory", "mode", "preferred", "nodeset", "" + reservation.numaNode())
          .out();
    }
  }

  private void system() {
    xml.in("os")
        .leaf("type", "hvm", "arch", "x86_64", "machine", MACHINE)
        .empty("boot", "dev", "hd")
        .out()
        .in("features")
        .empty("acpi")
        .empty("apic")
        .out();
    switch (accelerator) {
      case KVM ->
          xml.empty("cpu", "mode", accelerator.processor, "check", "none", "migratable", "off");
      case KVM_ON_AMD ->
          xml.in("cpu", "mode", accelerator.processor, "check", "none", "migratable", "off")
              .empty("feature", "policy", "disable", "name", "arch-capabilities")
              .out();
      case EMULATED -> xml.empty("cpu", "mode", accelerator.processor);
      case NONE -> {}
    }
    xml.empty("clock", "offset", "utc")
        .leaf("on_poweroff", "destroy")
        .leaf("on_reboot", "restart")
        .leaf("on_crash", "destroy");
  }

  private void devices() {
    xml.in("devices")
        .and(this::disks)
        .in("interface", "type", "network")
        .empty("source", "network", plan.network())
        .empty("model", "type", "virtio")
        .out()
        .and(this::lines)
        .in("rng", "model", "virtio")
        .leaf("backend", "/dev/urandom", "model", "random")
        .out()
        .in("memballoon", "model", "virtio")
        .empty("stats", "period", "10")
        .out()
        .in("video")
        .empty("model", "type", "none")
        .out()
        .and(this::functions)
        .out();
  }

  private void disks() {
    xml.in("disk", "type", "file", "device", "disk")
        .empty("driver", "name", "qemu", "type", "qcow2", "discard", "unmap")
        .empty("source", "file", plan.disk().toString())
        .empty("target", "dev", "vda", "bus", "virtio")
        .out();
    seed(xml, plan.seed().toString());
  }

  private static void seed(Xml xml, String file) {
    xml.in("disk", "type", "file", "device", "cdrom")
        .empty("driver", "name", "qemu", "type", "raw")
        .empty("source", "file", file, "startupPolicy", "optional")
        .empty("target", "dev", SEED, "bus", "sata")
        .empty("readonly")
        .out();
  }

  /// Name of the seed's drive.
  static final String SEED = "sda";

  /// The seed's drive with nothing in it.
  static String emptySeed() {
    return new Xml()
        .in("disk", "type", "file", "device", "cdrom")
        .empty("driver", "name", "qemu", "type", "raw")
        .empty("target", "dev", SEED, "bus", "sata")
        .empty("readonly")
        .out()
        .text();
  }

  private void lines() {
    xml.in("serial", "type", "pty")
        .empty("target", "port", "0")
        .out()
        .in("console", "type", "pty")
        .empty("target", "type", "serial", "port", "0")
        .out()
        .in("channel", "type", "unix")
        .empty("source", "mode", "bind")
        .empty("target", "type", "virtio", "name", "org.qemu.guest_agent.0")
        .out();
  }

  private void functions() {
    for (PciAddress function : plan.reservation().functions()) {
      xml.in("hostdev", "mode", "subsystem", "type", "pci", "managed", "yes")
          .empty("driver", "name", "vfio")
          .in("source")
          .empty("address", address(function))
          .out()
          .empty("rom", "bar", "on")
          .out();
    }
  }

  private static String[] address(PciAddress function) {
    List<String> parts = new ArrayList<>();
    parts.addAll(List.of("domain", "0x%04x".formatted(function.domain())));
    parts.addAll(List.of("bus", "0x%02x".formatted(function.bus())));
    parts.addAll(List.of("slot", "0x%02x".formatted(function.slot())));
    parts.addAll(List.of("function", "0x%x".formatted(function.function())));
    return parts.toArray(String[]::new);
  }
}
