package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts a peer's messages together from their parts and tells them to the socket's owner, one at a
/// time: the next is read when the owner asks for it, so that a peer can send no faster than it is
/// dealt with. A message beyond `sizeMax` bytes is told as that and dropped.
final class IncomingTexts implements WebSocket.Listener {
  private final int sizeMax;
  private final Consumer<SocketEvent> owner;
  private StringBuilder parts = new StringBuilder();
  private long size;

  IncomingTexts(int sizeMax, Consumer<SocketEvent> owner) {
    this.sizeMax = sizeMax;
    this.owner = owner;
  }

  @Override
  public void onOpen(WebSocket socket) {
    // nothing is read before the owner asks for it
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    size += utf8Size(part);
    if (size > sizeMax) {
      owner.accept(new SocketEvent.TooBig());
      forget();
      return null;
    }
    parts.append(part);
    if (last) {
      owner.accept(new SocketEvent.Text(parts.toString()));
      forget();
    } else {
      socket.request(1);
    }
    return null;
  }

  private void forget() {
    parts = new StringBuilder();
    size = 0;
  }

  private static long utf8Size(CharSequence text) {
    return text.chars()
        .mapToLong(
            character -> {
              if (character < 0x80) {
                return 1;
              }
              return character < 0x800 || Character.isSurrogate((char) character) ? 2 : 3;
            })
        .sum();
  }

  /// Binary frames mean nothing in a protocol of texts.
  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    owner.accept(new SocketEvent.Ponged());
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    owner.accept(new SocketEvent.Closed(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    owner.accept(new SocketEvent.Failed(FailureCause.text(error)));
  }
}
