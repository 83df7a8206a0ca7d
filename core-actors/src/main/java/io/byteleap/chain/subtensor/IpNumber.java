package io.byteleap.chain.subtensor;

import io.byteleap.domain.subnet.Endpoint;
import java.math.BigInteger;
import java.util.StringJoiner;

/// Addresses as the numbers that the chain keeps, with 4 or 6 for their kind.
record IpNumber(BigInteger number, int ipType) {
  private static final int V4_BYTES = 4;
  private static final int V6_GROUPS = 8;

  static Endpoint endpoint(BigInteger number, int ipType, int port) {
    if (number.signum() == 0) {
      return Endpoint.NOWHERE;
    }
    return switch (ipType) {
      case 4 ->
          number.bitLength() > 8 * V4_BYTES ? Endpoint.NOWHERE : new Endpoint(v4(number), port);
      case 6 -> new Endpoint(v6(number), port);
      default -> Endpoint.NOWHERE;
    };
  }

  /// The number of an endpoint's address.
  static IpNumber of(Endpoint endpoint) {
    return endpoint.ip().contains(":")
        ? new IpNumber(v6Number(endpoint.ip()), 6)
        : new IpNumber(v4Number(endpoint.ip()), 4);
  }

  private static String v4(BigInteger number) {
    long bits = number.longValue();
    return "%d.%d.%d.%d"
        .formatted(bits >> 24 & 0xff, bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
  }

  private static String v6(BigInteger number) {
    var groups = new StringJoiner(":");
    for (int group = V6_GROUPS - 1; group >= 0; group--) {
      groups.add(Integer.toHexString(number.shiftRight(16 * group).intValue() & 0xffff));
    }
    return groups.toString();
  }

  private static BigInteger v4Number(String text) {
    long number = 0;
    for (String part : text.split("\\.", -1)) {
      int value = Integer.parseInt(part);
      if (value > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + text);
      }
      number = number << 8 | value;
    }
    return BigInteger.valueOf(number);
  }

  /// An address with at most one `::`, which stands for as many zero groups as are missing.
  private static BigInteger v6Number(String text) {
    int gap = text.indexOf("::");
    String head = gap < 0 ? text : text.substring(0, gap);
    String tail = gap < 0 ? "" : text.substring(gap + 2);
    int missing = V6_GROUPS - groups(head).length - groups(tail).length;
    if (gap < 0 ? missing != 0 : missing < 1 || tail.contains("::")) {
      throw new IllegalArgumentException("not an IPv6 address: " + text);
    }
    var number = BigInteger.ZERO;
    for (String group : groups(head)) {
      number = number.shiftLeft(16).or(groupNumber(group));
    }
    number = number.shiftLeft(16 * missing);
    for (String group : groups(tail)) {
      number = number.shiftLeft(16).or(groupNumber(group));
    }
    return number;
  }

  private static String[] groups(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  private static BigInteger groupNumber(String group) {
    return BigInteger.valueOf(Integer.parseInt(group, 16));
  }
}
