package io.byteleap.chain.rpc;

import io.byteleap.transport.WebSocketAddress;
import java.net.URI;

/// Where a node of the chain takes JSON-RPC: `ws://` or `wss://`, a host, and if need be a port, a
/// path and a query. Refused: anything else, a fragment, and a name or password in the address.
///
/// Prints without path and query, because providers put the key of an account there.
public record NodeUrl(URI uri) {
  public NodeUrl {
    WebSocketAddress.check(uri);
  }

  /// Read by the configuration.
  public static NodeUrl parse(String text) {
    return new NodeUrl(WebSocketAddress.read(text, "ws://127.0.0.1:9944"));
  }

  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
