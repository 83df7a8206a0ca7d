package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which GPUs are bound to vfio-pci, and whether what binds them is there. Exit code 0 when all
/// NVIDIA GPUs are bound or there are none, else 1.
///
/// The lines of the summary, of the drivers and of the files are read by programs.
record VerifyReport(
    List<PciDevice> gpus, Map<String, Boolean> files, Packages packages, ImageOnHost image)
    implements Report {
  private static final Map<String, String> LABELS = labels();

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(SetupFile.GRUB, "GRUB configuration");
    labels.put(SetupFile.VFIO_OPTIONS, "VFIO configuration");
    labels.put(SetupFile.BLACKLIST, "NVIDIA blacklist");
    labels.put(SetupFile.MODULES, "VFIO modules");
    return labels;
  }

  static VerifyReport of(HostTree host, HostInventory inventory, ImageOnHost image) {
    Map<String, Boolean> files = new LinkedHashMap<>();
    LABELS.keySet().forEach(path -> files.put(path, host.exists(path)));
    return new VerifyReport(inventory.pci().nvidiaGpus(), files, Packages.read(host), image);
  }

  List<PciDevice> bound() {
    return gpus.stream().filter(PciDevice::isBound).toList();
  }

  List<PciDevice> others() {
    return gpus.stream().filter(gpu -> !gpu.isBound()).toList();
  }

  @Override
  public int exitCode() {
    return others().isEmpty() ? 0 : 1;
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("=== VFIO Status of NVIDIA GPUs ===", ""));
    if (gpus.isEmpty()) {
      lines.addAll(List.of("No NVIDIA GPU found.", ""));
    }
    add(lines, "NVIDIA GPUs bound to vfio-pci:", bound());
    add(lines, "NVIDIA GPUs not bound to vfio-pci:", others());
    lines.add("=== Summary ===");
    lines.add("VFIO-bound NVIDIA GPUs: " + bound().size());
    lines.add("Other NVIDIA GPUs: " + others().size());
    lines.add("Total NVIDIA GPUs: " + gpus.size());
    lines.addAll(List.of("", "=== Configuration Files ==="));
    files.forEach((path, isThere) -> lines.add(fileLine(path, isThere)));
    lines.addAll(List.of("", "=== Packages ==="));
    lines.addAll(packageLines());
    lines.addAll(List.of("", "=== Base Image ==="));
    lines.add(image.line());
    return lines;
  }

  private static void add(List<String> lines, String heading, List<PciDevice> gpus) {
    if (gpus.isEmpty()) {
      return;
    }
    lines.add(heading);
    for (int i = 0; i < gpus.size(); i++) {
      var gpu = gpus.get(i);
      lines.add("  [" + i + "] " + gpu.model());
      lines.add("      Vendor: " + Gpus.vendor(gpu));
      lines.add("      PCI Address: " + gpu.address());
      lines.add("      PCI ID: " + gpu.id());
      lines.add("      Driver: " + gpu.driverWord());
      lines.add("      IOMMU Group: " + gpu.group());
    }
    lines.add("");
  }

  private static String fileLine(String path, boolean isThere) {
    String label = LABELS.get(path);
    return isThere ? "✓ " + label + " exists: " + path : "✗ " + label + " not found: " + path;
  }

  private List<String> packageLines() {
    if (!packages.isKnown()) {
      return List.of("Packages unknown: this host keeps no list of dpkg");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Packages installed: " + packages.installedCount() + "/" + Packages.NEEDED.size());
    if (!packages.missing().isEmpty()) {
      lines.add("Missing: " + String.join(", ", packages.missing()));
      lines.add("Install with: " + packages.installHint());
    }
    return lines;
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .put("all_bound", others().isEmpty())
        .put("bound", bound().size())
        .put("other", others().size())
        .put("total", gpus.size())
        .putObjects("gpus", gpus.stream().map(gpu -> Gpus.json(gpu).build()).toList())
        .putObjects(
            "files",
            files.entrySet().stream()
                .map(
                    file ->
                        JsonObject.builder()
                            .put("path", file.getKey())
                            .put("exists", file.getValue())
                            .build())
                .toList())
        .put("packages_known", packages.isKnown())
        .putTexts("packages_missing", packages.isKnown() ? packages.missing() : List.of())
        .put("base_image", image.json())
        .build();
  }
}
