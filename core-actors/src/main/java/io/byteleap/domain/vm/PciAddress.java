package io.byteleap.domain.vm;

import java.util.Comparator;
import java.util.regex.Pattern;

/// Full address of one function of a PCI device, written `dddd:bb:ss.f` in hexadecimal; the domain
/// is part of it, because machines with many GPUs have more than one. Ordered as written.
public record PciAddress(int domain, int bus, int slot, int function)
    implements Comparable<PciAddress> {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{4}):([0-9a-f]{2}):([01][0-9a-f])\\.([0-7])");
  private static final Comparator<PciAddress> ORDER =
      Comparator.comparingInt(PciAddress::domain)
          .thenComparingInt(PciAddress::bus)
          .thenComparingInt(PciAddress::slot)
          .thenComparingInt(PciAddress::function);
  private static final int RADIX = 16;

  public PciAddress {
    if (isOutside(domain, 0xffff)
        || isOutside(bus, 0xff)
        || isOutside(slot, 0x1f)
        || isOutside(function, 7)) {
      throw new IllegalArgumentException("no PCI address");
    }
  }

  private static boolean isOutside(int value, int max) {
    return value < 0 || value > max;
  }

  public static PciAddress parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("PCI address must be dddd:bb:ss.f in lower-case hex");
    }
    return new PciAddress(
        Integer.parseInt(parts.group(1), RADIX),
        Integer.parseInt(parts.group(2), RADIX),
        Integer.parseInt(parts.group(3), RADIX),
        Integer.parseInt(parts.group(4), RADIX));
  }

  /// Whether the two are functions of one device.
  public boolean isSameDevice(PciAddress other) {
    return domain == other.domain && bus == other.bus && slot == other.slot;
  }

  @Override
  public int compareTo(PciAddress other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%04x:%02x:%02x.%x".formatted(domain, bus, slot, function);
  }
}
