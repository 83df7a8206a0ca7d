package io.byteleap.domain.passthrough;

import java.util.List;

/// Why a host, or one of its GPUs, cannot be prepared, and what an operator can do about it.
public sealed interface Refusal {
  String text();

  String remedy();

  record NotBareMetal(Containment containment) implements Refusal {
    @Override
    public String text() {
      return "this system runs in " + containment;
    }

    @Override
    public String remedy() {
      return "install the worker on the machine itself: GPUs are given to virtual machines from"
          + " bare metal only";
    }
  }

  record KernelTooOld(Kernel kernel) implements Refusal {
    @Override
    public String text() {
      return "the kernel is "
          + kernel.release()
          + ", at least "
          + Kernel.MAJOR_MIN
          + ".0 is needed";
    }

    @Override
    public String remedy() {
      return "install a newer kernel (Ubuntu 22.04: apt-get install linux-generic-hwe-22.04) and"
          + " reboot";
    }
  }

  record UnknownProcessor(Processor processor) implements Refusal {
    @Override
    public String text() {
      return "the processor is neither Intel's nor AMD's: " + processor.model();
    }

    @Override
    public String remedy() {
      return "use a machine with an x86-64 processor of Intel or AMD";
    }
  }

  record NoVirtualization(Processor processor) implements Refusal {
    @Override
    public String text() {
      return "the processor shows no " + processor.vendor().extensionWord();
    }

    @Override
    public String remedy() {
      return "enable "
          + processor.vendor().extensionWord()
          + " and "
          + processor.vendor().iommuWord()
          + " in the firmware's setup (BIOS), then boot again";
    }
  }

  record NoNvidiaGpu() implements Refusal {
    @Override
    public String text() {
      return "there is no NVIDIA GPU";
    }

    @Override
    public String remedy() {
      return "check that the card is seated and powered, and that the firmware's setup (BIOS) has"
          + " 'Above 4G decoding' enabled; lspci -nn must show it";
    }
  }

  /// The host's own display runs on it.
  record BootDisplay(PciDevice gpu) implements Refusal {
    @Override
    public String text() {
      return gpu.shown() + " is the display that this host boots with";
    }

    @Override
    public String remedy() {
      return "let the host boot with another display (on-board or BMC graphics) in the firmware's"
          + " setup (BIOS), or leave this GPU to the host";
    }
  }

  /// Its IOMMU group holds what the host needs, or what is not known.
  record SharedGroup(PciDevice gpu, List<String> others) implements Refusal {
    public SharedGroup {
      others = List.copyOf(others);
    }

    @Override
    public String text() {
      return gpu.shown()
          + " shares IOMMU group "
          + gpu.group()
          + " with "
          + String.join(", ", others);
    }

    @Override
    public String remedy() {
      return "move the card to another slot, or enable ACS in the firmware's setup (BIOS), so that"
          + " the GPU has a group of its own";
    }
  }

  /// Chosen by its model, which cannot be undone on this host.
  record DisplayOfSameModel(PciDevice display) implements Refusal {
    @Override
    public String text() {
      return display.shown()
          + ", the display that this host boots with, would be bound with the GPUs of its model:"
          + " without initramfs-tools nothing can let go of it";
    }

    @Override
    public String remedy() {
      return "install initramfs-tools, or let the host boot with another display";
    }
  }
}
