package io.byteleap.node;

import io.byteleap.config.Fallback;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where a node listens for operators and their tools: loopback unless the configuration says
/// otherwise, because not everybody should read what it says there.
public record ListenAddress(@Fallback("127.0.0.1") String host, int port) {
  public ListenAddress {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port outside 1..65535: " + port);
    }
  }

  /// Whether only this machine can connect to `host`.
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
