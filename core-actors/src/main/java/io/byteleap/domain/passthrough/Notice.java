package io.byteleap.domain.passthrough;

import java.util.List;
import java.util.stream.Collectors;

/// What an operator should know of a plan that can be carried out.
public sealed interface Notice {
  String text();

  record IommuInactive(Processor processor) implements Notice {
    @Override
    public String text() {
      return "the IOMMU is not active, so groups cannot be checked yet: enable "
          + processor.vendor().iommuWord()
          + " in the firmware's setup (BIOS), reboot, then run bind again";
    }
  }

  record FewerThanWanted(int wanted, int taken) implements Notice {
    @Override
    public String text() {
      return wanted + " GPUs were asked for, " + taken + " can be bound";
    }
  }

  /// GPUs that are not chosen, but of a chosen model.
  record SameModel(HostInventory.ReleaseHook hook, List<PciDevice> others) implements Notice {
    public SameModel {
      others = List.copyOf(others);
    }

    @Override
    public String text() {
      String which = others.stream().map(PciDevice::shown).collect(Collectors.joining(", "));
      return switch (hook) {
        case POSSIBLE -> "of a chosen model but not chosen, so released again at boot: " + which;
        case IMPOSSIBLE -> "without initramfs-tools all GPUs of the same model are bound: " + which;
      };
    }
  }

  /// GPUs that stay with a host whose drivers for them are blacklisted.
  record NoDriverLeft(List<PciDevice> gpus) implements Notice {
    public NoDriverLeft {
      gpus = List.copyOf(gpus);
    }

    @Override
    public String text() {
      return "NVIDIA's drivers are blacklisted, so the host itself can no longer compute with: "
          + gpus.stream().map(PciDevice::shown).collect(Collectors.joining(", "));
    }
  }
}
