package io.byteleap.worker.link;

import io.byteleap.transport.WebSocketAddress;
import io.byteleap.worker.access.MinerDoor;
import java.net.URI;

/// Where the miner is: `ws://` or `wss://`, a host, and if need be a port and a path. Refused:
/// anything else, and a name or password in the address, which would end up in logs.
public record MinerUrl(URI uri) {
  /// What it is where the configuration says nothing.
  private static final MinerUrl USUAL = parse("ws://127.0.0.1:7799");

  public MinerUrl {
    WebSocketAddress.check(uri);
  }

  /// Read by the configuration.
  public static MinerUrl parse(String text) {
    return new MinerUrl(WebSocketAddress.read(text, "ws://127.0.0.1:7799"));
  }

  /// Where the worker finds its miner: here, unless this is only the usual address and the door
  /// knows another.
  public MinerUrl orOf(MinerDoor door) {
    return equals(USUAL) && !door.address().isEmpty() ? parse(door.address()) : this;
  }

  boolean isEncrypted() {
    return uri.getScheme().equalsIgnoreCase("wss");
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
