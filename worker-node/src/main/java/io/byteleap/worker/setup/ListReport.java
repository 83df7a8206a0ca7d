package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.PciDevices;
import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// All GPUs of a host, by vendor.
record ListReport(PciDevices pci) implements Report {
  private static final List<String> VENDORS = List.of("NVIDIA", "AMD", "Intel", "Other");

  private List<PciDevice> gpus() {
    return pci.readable().stream().filter(device -> device.kind().isGpu()).toList();
  }

  private List<PciDevice> gpusOf(String vendor) {
    return gpus().stream().filter(gpu -> Gpus.vendor(gpu).equals(vendor)).toList();
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String vendor : VENDORS) {
      var gpus = gpusOf(vendor);
      if (!gpus.isEmpty()) {
        lines.add(vendor + " GPUs (" + gpus.size() + "):");
        for (int i = 0; i < gpus.size(); i++) {
          add(lines, i, gpus.get(i));
        }
        lines.add("");
      }
    }
    lines.add("Total GPUs: " + gpus().size());
    pci.unreadable().forEach(device -> lines.add("Unreadable PCI device " + device));
    return lines;
  }

  private void add(List<String> lines, int index, PciDevice gpu) {
    lines.add("  [" + index + "] " + gpu.model() + " [" + driver(gpu) + "]");
    lines.add("      PCI Address: " + gpu.address());
    lines.add("      PCI ID: " + gpu.id());
    lines.add("      IOMMU Group: " + gpu.group());
    if (gpu.isNvidiaGpu()) {
      for (PciDevice companion : pci.companions(gpu)) {
        if (companion.kind().isAudio()) {
          lines.add("      Audio Device: " + companion.address() + " (" + companion.id() + ")");
        }
      }
    }
  }

  private static String driver(PciDevice gpu) {
    if (gpu.isBound()) {
      return "VFIO-PCI";
    }
    return gpu.driver().isBlank() ? "No driver" : gpu.driver().value();
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .put("total", gpus().size())
        .putObjects("gpus", gpus().stream().map(this::json).toList())
        .putTexts(
            "unreadable", pci.unreadable().stream().map(PciDevices.Unreadable::toString).toList())
        .build();
  }

  private JsonObject json(PciDevice gpu) {
    return Gpus.json(gpu)
        .putObjects(
            "companions",
            pci.companions(gpu).stream().map(each -> Gpus.json(each).build()).toList())
        .build();
  }
}
