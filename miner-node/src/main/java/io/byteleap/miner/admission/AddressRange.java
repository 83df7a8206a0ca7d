package io.byteleap.miner.admission;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// Addresses that begin with the same bits, as `10.0.0.0/8`, `2001:db8::/32`, or one address alone.
public record AddressRange(InetAddress first, int prefix) {
  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f:.]+)(?:/([0-9]{1,3}))?");

  public AddressRange {
    if (prefix < 0 || prefix > bitsOf(first)) {
      throw new IllegalArgumentException("the prefix must be 0 to " + bitsOf(first));
    }
  }

  /// Read by the configuration. No name is looked up.
  public static AddressRange parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be an address or a range such as 10.0.0.0/8");
    }
    var address = InetAddress.ofLiteral(matcher.group(1));
    var prefix = matcher.group(2);
    return new AddressRange(address, prefix == null ? bitsOf(address) : Integer.parseInt(prefix));
  }

  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bitsOf(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefix;
  }
}
