package io.byteleap.validator.cluster;

import io.byteleap.node.ListenAddress;

/// Where the other processes of a validator reach one of them: `host:port`, as every process has it
/// in its file.
public record NodeAddress(String host, int port) {
  private static final int PORT_MAX = 65_535;

  public NodeAddress {
    if (!host.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
      throw new IllegalArgumentException("host must be a name or an IPv4 address");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("port must be 1 to " + PORT_MAX + ", is " + port);
    }
  }

  /// Refuses other texts with an [IllegalArgumentException].
  public static NodeAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("must be host:port, such as 10.0.0.1:2551");
    }
    return new NodeAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  boolean isLoopback() {
    return ListenAddress.isLoopback(host);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
