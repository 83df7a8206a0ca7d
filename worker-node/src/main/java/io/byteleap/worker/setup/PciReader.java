package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciClass;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.PciDevice.Group;
import io.byteleap.domain.passthrough.PciDevice.InGroup;
import io.byteleap.domain.passthrough.PciDevice.NoGroup;
import io.byteleap.domain.passthrough.PciDevices;
import io.byteleap.domain.passthrough.PciId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.PciAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the PCI devices that the kernel shows, and which of them it groups. A device whose files
/// say what cannot be is named with what is wrong; so is one whose link to its group and the
/// group's own list do not agree.
final class PciReader {
  static final String GROUPS = "/sys/kernel/iommu_groups";
  private static final String DEVICES = "/sys/bus/pci/devices";
  private static final int RADIX = 16;

  private final HostTree host;
  private final PciNames names;
  private final Map<String, Group> listed = new HashMap<>();
  private final List<PciDevice> readable = new ArrayList<>();
  private final List<PciDevices.Unreadable> unreadable = new ArrayList<>();

  private PciReader(HostTree host) {
    this.host = host;
    this.names = PciNames.read(host);
  }

  static PciDevices read(HostTree host) {
    var reader = new PciReader(host);
    for (String group : host.names(GROUPS)) {
      host.names(GROUPS + "/" + group + "/devices")
          .forEach(device -> reader.listed.put(device, group(group)));
    }
    var present = host.names(DEVICES);
    present.forEach(reader::add);
    reader.listed.keySet().stream()
        .filter(device -> !present.contains(device))
        .sorted()
        .forEach(device -> reader.refuse(device, "its group lists it, the bus does not"));
    reader.readable.sort(Comparator.comparing(PciDevice::address));
    return new PciDevices(reader.readable, reader.unreadable);
  }

  private static Group group(String name) {
    return name.matches("[0-9]{1,9}") ? new InGroup(Integer.parseInt(name)) : new NoGroup();
  }

  private Group groupOf(String name) {
    return listed.computeIfAbsent(
        name,
        _ ->
            host.linkName(DEVICES + "/" + name + "/iommu_group")
                .map(PciReader::group)
                .orElse(new NoGroup()));
  }

  private void add(String name) {
    try {
      var kind = new PciClass(number(name, "class", 6));
      var id = new PciId(number(name, "vendor", 4), number(name, "device", 4));
      var link = host.linkName(DEVICES + "/" + name + "/iommu_group").map(PciReader::group);
      if (link.isPresent() && !link.get().equals(groupOf(name))) {
        throw new IllegalArgumentException(
            "its link names IOMMU group "
                + link.get()
                + ", but group "
                + groupOf(name)
                + " lists it");
      }
      readable.add(
          new PciDevice(
              PciAddress.parse(name),
              id,
              kind,
              names.of(id, kind),
              Label.of(host.linkName(DEVICES + "/" + name + "/driver").orElse("")),
              groupOf(name),
              host.text(DEVICES + "/" + name + "/boot_vga").filter("1"::equals).isPresent()));
    } catch (IllegalArgumentException e) {
      refuse(name, String.valueOf(e.getMessage()));
    }
  }

  private int number(String device, String file, int digitsMax) {
    String text =
        host.text(DEVICES + "/" + device + "/" + file)
            .orElseThrow(() -> new IllegalArgumentException("its " + file + " cannot be read"));
    if (!text.matches("0x[0-9a-f]{1," + digitsMax + "}")) {
      throw new IllegalArgumentException("its " + file + " is " + Label.of(text));
    }
    return Integer.parseInt(text.substring(2), RADIX);
  }

  private void refuse(String device, String why) {
    unreadable.add(new PciDevices.Unreadable(Label.of(device), groupOf(device), Label.of(why)));
  }
}
