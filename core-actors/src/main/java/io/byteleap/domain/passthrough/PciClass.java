package io.byteleap.domain.passthrough;

/// What a PCI device is: its class code of 24 bits, as the kernel's file `class` shows it.
public record PciClass(int code) {
  private static final int CODE_MAX = 0xffffff;

  public PciClass {
    if (code < 0 || code > CODE_MAX) {
      throw new IllegalArgumentException("class code outside 0..ffffff");
    }
  }

  /// A VGA controller or a 3D controller.
  public boolean isGpu() {
    return subclass() == 0x0300 || subclass() == 0x0302;
  }

  public boolean isAudio() {
    return subclass() == 0x0403;
  }

  /// A bridge between PCI buses, which vfio leaves to the host without harm.
  public boolean isPciBridge() {
    return subclass() == 0x0604;
  }

  /// What people call it.
  public String word() {
    return switch (code >> 16) {
      case 0x01 -> "disk controller";
      case 0x02 -> "network card";
      case 0x03 -> "display controller";
      case 0x04 -> "sound or video device";
      case 0x06 -> "bridge";
      case 0x0c -> subclass() == 0x0c03 ? "USB controller" : "serial bus controller";
      default -> "device of class %04x".formatted(subclass());
    };
  }

  private int subclass() {
    return code >> 8;
  }
}
