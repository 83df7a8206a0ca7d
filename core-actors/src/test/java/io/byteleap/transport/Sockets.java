package io.byteleap.transport;

import java.net.http.WebSocket;
import java.util.function.Consumer;

/// Our side of WebSockets over whatever carries them, for networks that are simulated.
public final class Sockets {
  private static final int SIZE_MAX = 16 << 20;

  private Sockets() {}

  /// The socket as its owner uses it.
  public static TextSocket over(WebSocket socket, Consumer<SocketEvent> owner) {
    return new TextSocket(socket, 2L * SIZE_MAX, owner);
  }

  /// What hears what comes in, and tells the owner.
  public static WebSocket.Listener listener(Consumer<SocketEvent> owner) {
    return new IncomingTexts(SIZE_MAX, owner);
  }
}
