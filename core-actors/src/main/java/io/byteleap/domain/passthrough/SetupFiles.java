package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.BindPlan.Card;
import io.byteleap.domain.passthrough.GrubEdit.Listed;
import io.byteleap.domain.passthrough.GrubEdit.Single;
import io.byteleap.domain.passthrough.SetupFile.Kind;
import io.byteleap.domain.vm.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files that carry out a [BindPlan], in the order in which they are written. `others` are
/// devices that the administrator has bound to vfio-pci by their ids.
public record SetupFiles(BindPlan plan, Others others) {
  static final List<String> BLOCKED =
      List.of("nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_uvm", "nvidiafb", "nouveau");
  private static final List<String> MODULES = List.of("vfio", "vfio_iommu_type1", "vfio_pci");
  private static final Pattern IDS =
      Pattern.compile(
          "(?m)^[^#\\n]*?(?:vfio-pci\\.|options\\s+vfio-pci\\s[^#\\n]*?)ids=([0-9a-f:,]*)");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{4}");

  /// Ids that the administrator's own lines bind, and the devices that have them. NVIDIA's are not
  /// among them: which of those are bound is for the plan to say.
  public record Others(List<PciId> ids, List<PciAddress> addresses) {
    public static final Others NONE = new Others(List.of(), List.of());

    public Others {
      ids = List.copyOf(ids);
      addresses = List.copyOf(addresses);
    }

    /// As `texts`, which are files without our own lines, have it.
    public static Others in(List<String> texts, PciDevices pci) {
      var ids =
          texts.stream()
              .flatMap(text -> IDS.matcher(text).results())
              .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
              .filter(id -> ID.matcher(id).matches())
              .map(PciId::parse)
              .filter(id -> id.vendor() != PciId.NVIDIA)
              .distinct()
              .toList();
      var addresses =
          pci.readable().stream()
              .filter(device -> ids.contains(device.id()))
              .map(PciDevice::address)
              .toList();
      return new Others(ids, addresses);
    }
  }

  public List<SetupFile> all(String grubFile, HostInventory.ReleaseHook hook) {
    List<SetupFile> files = new ArrayList<>();
    files.add(new SetupFile(grubFile, grub(grubFile), Kind.TEXT));
    files.add(new SetupFile(SetupFile.VFIO_OPTIONS, options(), Kind.TEXT));
    files.add(new SetupFile(SetupFile.BLACKLIST, blacklist(), Kind.TEXT));
    files.add(new SetupFile(SetupFile.MODULES, modules(), Kind.TEXT));
    switch (hook) {
      case POSSIBLE ->
          files.add(new SetupFile(SetupFile.RELEASE_HOOK, releaseHook(), Kind.PROGRAM));
      case IMPOSSIBLE -> {}
    }
    return List.copyOf(files);
  }

  private GrubEdit grub(String file) {
    return new GrubEdit(
        file.equals(SetupFile.GRUB) ? "GRUB_CMDLINE_LINUX" : "GRUB_CMDLINE_LINUX_DEFAULT",
        List.of(
            new Single(plan.processor().iommuParameter(), "on"),
            new Single("iommu", "pt"),
            new Listed("vfio-pci.ids", plan.ids().stream().map(PciId::toString).toList()),
            new Listed("modprobe.blacklist", BLOCKED)));
  }

  private FileEdit.Block options() {
    var text = new StringBuilder("# GPUs for virtual machines\n");
    text.append("# Number of GPUs: ").append(plan.cards().size()).append('\n');
    for (Card card : plan.cards()) {
      text.append("# ").append(card.gpu().model()).append(" at ").append(card.gpu().address());
      text.append('\n');
    }
    BLOCKED.stream()
        .filter(module -> !module.equals("nvidia_uvm"))
        .forEach(module -> text.append("softdep ").append(module).append(" pre: vfio-pci\n"));
    text.append("options vfio-pci ids=").append(ids()).append('\n');
    text.append("options vfio-pci disable_vga=1\n");
    return new FileEdit.Block(text.toString());
  }

  private String ids() {
    return Stream.concat(plan.ids().stream(), others.ids().stream())
        .distinct()
        .map(PciId::toString)
        .collect(Collectors.joining(","));
  }

  private static FileEdit.Block blacklist() {
    return new FileEdit.Block(lines(BLOCKED.stream().map(module -> "blacklist " + module)));
  }

  private static FileEdit.Block modules() {
    return new FileEdit.Block(lines(MODULES.stream()));
  }

  private static String lines(Stream<String> lines) {
    return lines.map(line -> line + "\n").collect(Collectors.joining());
  }

  /// Runs before the root file system is there, with nothing but a shell. Addresses are checked
  /// records, so that nothing of the host's devices can end up in the script but hexadecimal.
  private FileEdit.Whole releaseHook() {
    var kept = new TreeSet<>(plan.addresses());
    kept.addAll(others.addresses());
    String list = kept.stream().map(PciAddress::toString).collect(Collectors.joining(" "));
    return new FileEdit.Whole(
        """
        #!/bin/sh
        # Written by byteleap-worker bind, removed by unbind.
        # Lets go of GPUs that vfio-pci took only because they are of the model of a chosen one.
        PREREQ=""
        prereqs() {
          echo "$PREREQ"
        }
        case "$1" in
          prereqs)
            prereqs
            exit 0
            ;;
        esac

        keep=" %s "
        for device in /sys/bus/pci/drivers/vfio-pci/*:*:*.*; do
          [ -e "$device" ] || continue
          address=${device##*/}
          case "$keep" in
            *" $address "*) ;;
            *) echo "$address" > /sys/bus/pci/drivers/vfio-pci/unbind ;;
          esac
        done
        exit 0
        """
            .formatted(list));
  }
}
