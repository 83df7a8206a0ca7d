package io.byteleap.chain.rpc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where a node of the chain takes JSON-RPC: `ws://` or `wss://`, a host, and if need be a port, a
/// path and a query. Refused: anything else, a fragment, and a name or password in the address.
///
/// Prints without path and query, because providers put the key of an account there.
public record NodeUrl(URI uri) {
  private static final int PORT_MAX = 65_535;

  public NodeUrl {
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

  /// Read by the configuration.
  public static NodeUrl parse(String text) {
    try {
      return new NodeUrl(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be an address such as ws://127.0.0.1:9944", e);
    }
  }

  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
