package io.byteleap.domain.subnet;

import java.util.regex.Pattern;

/// Where a neuron can be reached: an IPv4 or IPv6 address (no name, no brackets) and a port. The
/// addresses 0.0.0.0 and :: mean nowhere.
public record Endpoint(String ip, int port) {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");

  public static final Endpoint NOWHERE = new Endpoint("0.0.0.0", 0);

  public Endpoint {
    if (!IPV4.matcher(ip).matches() && !IPV6.matcher(ip).matches()) {
      throw new IllegalArgumentException("not an IP address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port outside 0..65535: " + port);
    }
  }

  public boolean isServing() {
    return port != 0 && !ip.equals("0.0.0.0") && !ip.equals("::");
  }

  /// As it stands in a URL: `10.0.0.1:9091`, `[::1]:9091`.
  public String authority() {
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
  }

  /// The endpoint written as `10.0.0.1:9091` or `[::1]:9091`; refuses everything else.
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String ip =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    String port = text.substring(colon + 1);
    if (ip.isEmpty() || (ip.contains(":") && ip.equals(host)) || !port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("must be ip:port, such as 10.0.0.1:9091 or [::1]:9091");
    }
    return new Endpoint(ip, Integer.parseInt(port));
  }

  @Override
  public String toString() {
    return authority();
  }
}
