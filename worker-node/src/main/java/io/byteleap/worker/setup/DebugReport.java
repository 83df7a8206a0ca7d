package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Everything that decides whether GPUs end up with vfio-pci, for whoever looks for the reason why
/// they did not.
record DebugReport(List<Section> sections) implements Report {
  private static final List<String> VFIO_MODULES = List.of("vfio", "vfio_pci", "vfio_iommu_type1");
  private static final List<String> BLOCKING_MODULES =
      List.of("nvidia", "nvidia_drm", "nvidia_modeset", "nvidiafb", "nouveau");
  private static final String VFIO_DRIVER = "/sys/bus/pci/drivers/vfio-pci";

  record Section(String title, List<String> lines) {
    Section {
      lines = List.copyOf(lines);
    }
  }

  static DebugReport of(HostTree host, HostInventory inventory) {
    var blocking = BLOCKING_MODULES.stream().filter(module -> isLoaded(host, module)).toList();
    return new DebugReport(
        List.of(
            new Section("System", system(host, inventory)),
            new Section("Kernel command line", commandLine(inventory)),
            new Section("VFIO modules", modules(host)),
            new Section("GRUB defaults", grub(host)),
            new Section(SetupFile.VFIO_OPTIONS, content(host, SetupFile.VFIO_OPTIONS)),
            new Section(
                "Loaded modules that block vfio-pci",
                blocking.isEmpty() ? List.of("✓ none") : marked("✗ ", blocking)),
            new Section(SetupFile.BLACKLIST, content(host, SetupFile.BLACKLIST)),
            new Section("vfio-pci driver", driver(host, inventory)),
            new Section("NVIDIA GPUs", gpus(inventory)),
            new Section("Diagnosis", DebugDiagnosis.lines(host, inventory, blocking)),
            new Section("What could not be read", problems(host, inventory))));
  }

  static boolean isLoaded(HostTree host, String module) {
    return host.exists("/sys/module/" + module);
  }

  /// Whether the files for vfio-pci are there that the running kernel was started without.
  static boolean isPrepared(HostTree host, HostInventory inventory) {
    return host.exists(SetupFile.VFIO_OPTIONS)
        && inventory.kernel().parameters().stream()
            .noneMatch(parameter -> parameter.startsWith("vfio-pci.ids="));
  }

  private static List<String> system(HostTree host, HostInventory inventory) {
    return List.of(
        "OS: " + Figures.read(host).os(),
        "Kernel: " + inventory.kernel().release(),
        "Architecture: " + Figures.architecture(host),
        "Uptime: " + uptime(host),
        "Runs in: " + inventory.containment());
  }

  private static String uptime(HostTree host) {
    return host.text("/proc/uptime")
        .map(text -> text.replaceFirst("[. ].*", ""))
        .filter(seconds -> seconds.matches("[0-9]{1,12}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .map(
            up ->
                "%d days, %d hours, %d minutes"
                    .formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart()))
        .orElse("unknown");
  }

  private static List<String> commandLine(HostInventory inventory) {
    var kernel = inventory.kernel();
    boolean bindsIds =
        kernel.parameters().stream().anyMatch(each -> each.startsWith("vfio-pci.ids="));
    return List.of(
        Shown.line(String.join(" ", kernel.parameters())),
        check(kernel.has("iommu=pt"), "iommu=pt"),
        check(kernel.turnsIommuOn(), "intel_iommu=on or amd_iommu=on"),
        check(bindsIds, "vfio-pci.ids"));
  }

  private static List<String> modules(HostTree host) {
    return VFIO_MODULES.stream()
        .map(module -> check(isLoaded(host, module), module + " loaded"))
        .toList();
  }

  private static List<String> grub(HostTree host) {
    return Stream.of(SetupFile.GRUB, SetupFile.GRUB_OF_CLOUD_IMAGE)
        .flatMap(
            path ->
                host.text(path).stream()
                    .flatMap(String::lines)
                    .filter(line -> line.strip().startsWith("GRUB_CMDLINE_LINUX"))
                    .map(line -> path + ": " + Shown.line(line.strip())))
        .toList();
  }

  private static List<String> content(HostTree host, String path) {
    return host.text(path)
        .map(text -> text.lines().limit(200).map(Shown::line).toList())
        .orElse(List.of("✗ not found"));
  }

  private static List<String> driver(HostTree host, HostInventory inventory) {
    long bound = inventory.pci().readable().stream().filter(PciDevice::isBound).count();
    return List.of(
        check(host.exists(VFIO_DRIVER), "driver present"), "Devices bound to it: " + bound);
  }

  private static List<String> gpus(HostInventory inventory) {
    var gpus = inventory.pci().nvidiaGpus();
    return gpus.isEmpty()
        ? List.of("none")
        : gpus.stream()
            .map(
                gpu ->
                    "%s %s [%s], driver %s, IOMMU group %s"
                        .formatted(
                            gpu.address(), gpu.model(), gpu.id(), gpu.driverWord(), gpu.group()))
            .toList();
  }

  private static List<String> problems(HostTree host, HostInventory inventory) {
    var all =
        Stream.concat(
                host.problems().stream(),
                inventory.pci().unreadable().stream().map(each -> "PCI device " + each))
            .toList();
    return all.isEmpty() ? List.of("✓ nothing") : marked("✗ ", all);
  }

  private static String check(boolean isMet, String what) {
    return (isMet ? "✓ " : "✗ ") + what;
  }

  private static List<String> marked(String mark, List<String> lines) {
    return lines.stream().map(line -> mark + line).toList();
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      var section = sections.get(i);
      lines.add("[" + i + "] " + section.title());
      section.lines().forEach(line -> lines.add("    " + line));
    }
    return lines;
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .putObjects(
            "sections",
            sections.stream()
                .map(
                    section ->
                        JsonObject.builder()
                            .put("title", section.title())
                            .putTexts("lines", section.lines())
                            .build())
                .toList())
        .build();
  }
}
