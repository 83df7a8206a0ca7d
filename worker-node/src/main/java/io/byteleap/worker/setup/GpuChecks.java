package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.BindDecision;
import io.byteleap.domain.passthrough.BindPlan;
import io.byteleap.domain.passthrough.BindWish;
import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the GPUs must be, and how they stand.
record GpuChecks(HostTree tree, HostInventory host) {
  private static final List<String> SUPPORTED =
      List.of(
          "RTX 3090",
          "RTX 4090",
          "RTX 5090",
          "A100-SXM4-80GB",
          "A100 80GB",
          "A100-PCIE-80GB",
          "H100 80GB",
          "H100-PCIE-80GB",
          "H100 94GB",
          "H100 NVL",
          "H200",
          "B200");

  List<Finding> all() {
    var gpus = host.pci().nvidiaGpus();
    if (gpus.isEmpty()) {
      return List.of(Finding.lacking("GPU", new Refusal.NoNvidiaGpu()));
    }
    List<Finding> findings = new ArrayList<>();
    for (PciDevice gpu : gpus) {
      findings.add(model(gpu));
      findings.add(driver(gpu));
      findings.add(group(gpu));
    }
    host.pci()
        .unreadable()
        .forEach(
            device ->
                findings.add(
                    Finding.doubtful(
                        "PCI device",
                        device.toString(),
                        "reboot; if it stays, update the kernel or the firmware")));
    return findings;
  }

  private static Finding model(PciDevice gpu) {
    String name = gpu.model().value().toUpperCase(Locale.ROOT);
    return SUPPORTED.stream().anyMatch(each -> name.contains(each.toUpperCase(Locale.ROOT)))
        ? Finding.met("GPU", gpu.shown())
        : Finding.doubtful(
            "GPU",
            gpu.shown() + " is not on the list of supported models",
            "use one of " + String.join(", ", SUPPORTED));
  }

  private Finding driver(PciDevice gpu) {
    String name = "driver of " + gpu.address();
    if (gpu.isBound()) {
      return Finding.met(name, "vfio-pci");
    }
    String remedy =
        gpu.driver().value().equals("nvidia")
            ? "uninstall NVIDIA's driver (apt-get purge '*nvidia*'), run byteleap-worker bind,"
                + " reboot"
            : "run byteleap-worker bind, then reboot";
    boolean isPrepared = DebugReport.isPrepared(tree, host);
    return Finding.lacking(
        name,
        gpu.driverWord()
            + " instead of vfio-pci"
            + (isPrepared ? ", prepared but not rebooted" : ""),
        isPrepared ? "reboot" : remedy);
  }

  private Finding group(PciDevice gpu) {
    String name = "IOMMU group of " + gpu.address();
    if (gpu.group() instanceof PciDevice.NoGroup) {
      return Finding.lacking(
          name, "none", "activate the IOMMU: see above; the group can be checked after the reboot");
    }
    return refusal(gpu)
        .map(refusal -> Finding.lacking(name, refusal))
        .orElseGet(() -> Finding.met(name, contents(gpu)));
  }

  private String contents(PciDevice gpu) {
    return "group "
        + gpu.group()
        + " holds "
        + host.pci().readable().stream()
            .filter(device -> device.isGroupedWith(gpu))
            .map(device -> device.kind().word() + " " + device.address())
            .collect(Collectors.joining(", "));
  }

  /// Why bind would not take this GPU, whatever else is wrong with the host.
  private Optional<Refusal> refusal(PciDevice gpu) {
    return switch (BindPlan.ofFitHost(host, new BindWish.All())) {
      case BindPlan plan -> refusal(gpu, plan.leftOut());
      case BindDecision.Refused(var why) -> refusal(gpu, why);
    };
  }

  private static Optional<Refusal> refusal(PciDevice gpu, List<Refusal> all) {
    return all.stream()
        .filter(
            refusal ->
                switch (refusal) {
                  case Refusal.BootDisplay(var display) -> display.equals(gpu);
                  case Refusal.SharedGroup(var shared, _) -> shared.equals(gpu);
                  case Refusal.DisplayOfSameModel(var display) -> display.equals(gpu);
                  case Refusal.NotBareMetal _,
                      Refusal.KernelTooOld _,
                      Refusal.UnknownProcessor _,
                      Refusal.NoVirtualization _,
                      Refusal.NoNvidiaGpu _ ->
                      false;
                })
        .findFirst();
  }
}
