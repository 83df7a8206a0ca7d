package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciClass;
import io.byteleap.domain.passthrough.PciId;
import io.byteleap.domain.units.Label;
import io.byteleap.host.GpuModels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Names of PCI devices: those that the network knows of NVIDIA's GPUs, then those of the host's
/// list (`pci.ids`), where it has one.
final class PciNames {
  private static final String[] LISTS = {
    "/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids",
  };
  private static final int LIST_BYTES_MAX = 8 << 20;

  private final Map<String, String> names = new HashMap<>();

  private PciNames() {}

  static PciNames read(HostTree host) {
    var names = new PciNames();
    for (String list : LISTS) {
      if (names.names.isEmpty()) {
        host.text(list, LIST_BYTES_MAX).ifPresent(names::add);
      }
    }
    return names;
  }

  /// Lines are `vvvv  vendor` and, under it, a tab and `dddd  device`.
  private void add(String list) {
    String vendor = "";
    for (String line : list.lines().toList()) {
      if (line.matches("[0-9a-f]{4}  .*")) {
        vendor = line.substring(0, 4);
        names.put(vendor, line.substring(6));
      } else if (line.matches("\t[0-9a-f]{4}  .*") && !vendor.isEmpty()) {
        names.put(vendor + ":" + line.substring(1, 5), line.substring(7));
      } else if (line.startsWith("C ")) {
        return; // classes of devices follow
      }
    }
  }

  Label of(PciId id, PciClass kind) {
    return Label.of(
        knownGpu(id, kind)
            .or(() -> Optional.ofNullable(names.get(id.toString())).map(name -> vendor(id) + name))
            .orElseGet(() -> vendor(id) + kind.word() + " " + id));
  }

  private static Optional<String> knownGpu(PciId id, PciClass kind) {
    return id.vendor() == PciId.NVIDIA && kind.isGpu()
        ? GpuModels.known("%04x".formatted(id.device()))
        : Optional.empty();
  }

  private String vendor(PciId id) {
    return switch (id.vendor()) {
      case PciId.NVIDIA -> "NVIDIA ";
      case PciId.AMD -> "AMD ";
      case PciId.INTEL -> "Intel ";
      default ->
          Optional.ofNullable(names.get("%04x".formatted(id.vendor())))
              .map(name -> name + " ")
              .orElse("");
    };
  }
}
