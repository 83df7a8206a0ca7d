package io.byteleap.worker.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where the miner is: `ws://` or `wss://`, a host, and if need be a port and a path. Refused:
/// anything else, and a name or password in the address, which would end up in logs.
public record MinerUrl(URI uri) {
  private static final int PORT_MAX = 65_535;

  public MinerUrl {
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
  public static MinerUrl parse(String text) {
    try {
      return new MinerUrl(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be an address such as ws://127.0.0.1:7799", e);
    }
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
