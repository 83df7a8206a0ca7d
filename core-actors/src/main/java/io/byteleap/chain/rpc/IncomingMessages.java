package io.byteleap.chain.rpc;

import io.byteleap.actor.FailureCause;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Puts a node's messages together from their parts and tells them to the connection's actor, one
/// at a time: the next is read when the actor asks for it, so that a node can send no faster than
/// it is dealt with. A message beyond the bound is not kept, and ends the connection.
final class IncomingMessages implements WebSocket.Listener {
  private final ActorRef<RpcConnection.Command> connection;
  private StringBuilder parts = new StringBuilder();

  IncomingMessages(ActorRef<RpcConnection.Command> connection) {
    this.connection = connection;
  }

  @Override
  public void onOpen(WebSocket socket) {
    // nothing is read before the actor asks for it
  }

  /// Counts characters, each of which is a byte at least; the reader counts bytes again.
  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    if (parts.length() + part.length() > RpcMessage.SIZE_MAX) {
      parts = new StringBuilder();
      connection.tell(
          new RpcConnection.Lost("it sent more than " + RpcMessage.SIZE_MAX + " bytes at once"));
      return null;
    }
    parts.append(part);
    if (last) {
      connection.tell(new RpcConnection.MessageIn(parts.toString()));
      parts = new StringBuilder();
    } else {
      socket.request(1);
    }
    return null;
  }

  /// Binary frames mean nothing in this protocol.
  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    connection.tell(new RpcConnection.Ponged());
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    connection.tell(new RpcConnection.Lost("the node closed it, code " + code + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    connection.tell(new RpcConnection.Lost(FailureCause.text(error)));
  }
}
