package io.byteleap.worker.link;

import io.byteleap.actor.FailureCause;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Puts a miner's messages together from their parts and tells them to the connection's actor, one
/// at a time: the next is read when the actor asks for it, so that a miner can send no faster than
/// we deal with what it sends. A message beyond the bound is told as that and dropped.
final class IncomingFrames implements WebSocket.Listener {
  private final ActorRef<MinerConnection.Command> connection;
  private StringBuilder parts = new StringBuilder();
  private int size;

  IncomingFrames(ActorRef<MinerConnection.Command> connection) {
    this.connection = connection;
  }

  @Override
  public void onOpen(WebSocket socket) {
    // nothing is read before the actor asks for it
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    size += utf8Size(part);
    if (size > WorkerFrameCodec.FRAME_SIZE_MAX) {
      connection.tell(new MinerConnection.Lost(new Loss.TooBig()));
      forget();
      return null;
    }
    parts.append(part);
    if (last) {
      connection.tell(new MinerConnection.FrameIn(parts.toString()));
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

  private static int utf8Size(CharSequence text) {
    return text.chars()
        .map(
            character -> {
              if (character < 0x80) {
                return 1;
              }
              return character < 0x800 || Character.isSurrogate((char) character) ? 2 : 3;
            })
        .sum();
  }

  /// Binary frames mean nothing in this protocol.
  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    connection.tell(new MinerConnection.Ponged());
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    connection.tell(new MinerConnection.Lost(new Loss.Closed(code, reason)));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    connection.tell(new MinerConnection.Lost(new Loss.Failed(FailureCause.text(error))));
  }
}
