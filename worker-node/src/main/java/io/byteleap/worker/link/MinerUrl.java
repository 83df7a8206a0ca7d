package io.byteleap.worker.link;

import io.byteleap.transport.WebSocketAddress;
import java.net.URI;

/// Where the miner is: `ws://` or `wss://`, a host, and if need be a port and a path. Refused:
/// anything else, and a name or password in the address, which would end up in logs.
public record MinerUrl(URI uri) {
  public MinerUrl {
    WebSocketAddress.check(uri);
  }

  /// Read by the configuration.
  public static MinerUrl parse(String text) {
    return new MinerUrl(WebSocketAddress.read(text, "ws://127.0.0.1:7799"));
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
