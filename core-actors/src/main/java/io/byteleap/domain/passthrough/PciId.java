package io.byteleap.domain.passthrough;

import java.util.regex.Pattern;

/// Vendor and model of a PCI device, written `vvvv:dddd` in lower-case hexadecimal.
public record PciId(int vendor, int device) {
  public static final int NVIDIA = 0x10de;
  public static final int AMD = 0x1002;
  public static final int INTEL = 0x8086;

  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{4}):([0-9a-f]{4})");
  private static final int MAX = 0xffff;
  private static final int RADIX = 16;

  public PciId {
    if (vendor < 0 || vendor > MAX || device < 0 || device > MAX) {
      throw new IllegalArgumentException("vendor or device outside 0..ffff");
    }
  }

  public static PciId parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("PCI id must be vvvv:dddd in lower-case hex");
    }
    return new PciId(
        Integer.parseInt(parts.group(1), RADIX), Integer.parseInt(parts.group(2), RADIX));
  }

  @Override
  public String toString() {
    return "%04x:%04x".formatted(vendor, device);
  }
}
