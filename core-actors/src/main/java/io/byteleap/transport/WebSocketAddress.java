package io.byteleap.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// What an address must be for us to open a WebSocket to it: `ws://` or `wss://`, a host, and if
/// need be a port of 1 to 65,535, a path and a query. A name or password in it, which would end up
/// in logs, is refused, and so is a fragment.
public final class WebSocketAddress {
  private static final int PORT_MAX = 65_535;

  private WebSocketAddress() {}

  /// Refuses any other address with an [IllegalArgumentException].
  public static void check(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      throw new IllegalArgumentException("must begin with ws:// or wss://");
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > PORT_MAX) {
      throw new IllegalArgumentException("must name a host, and a port of 1 to 65535 if any");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("must have no user, password or fragment");
    }
  }

  /// Reads an address; what is none is refused, showing `example`.
  public static URI read(String text, String example) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be an address such as " + example, e);
    }
  }
}
