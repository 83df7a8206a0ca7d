package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A WebSocket of texts, on our side. Used by its one owner, an actor; what happens on it is told
/// as a [SocketEvent]. The JDK takes one text at a time, so texts wait here for those before them.
public final class TextSocket {
  /// What a waiting text costs beside its characters, so that many small ones are bounded too.
  private static final long TEXT_OVERHEAD = 512;

  private static final long CLOSE_MILLIS_MAX = 1_000;

  private final WebSocket socket;
  private final long waitingSizeMax;
  private final Consumer<SocketEvent> owner;
  private final AtomicLong waitingSize = new AtomicLong();
  private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

  TextSocket(WebSocket socket, long waitingSizeMax, Consumer<SocketEvent> owner) {
    this.socket = socket;
    this.waitingSizeMax = waitingSizeMax;
    this.owner = owner;
  }

  /// The subprotocol that the peer selected; empty when none.
  public String subprotocol() {
    return socket.getSubprotocol();
  }

  /// The last message is dealt with; the next may come.
  public void next() {
    socket.request(1);
  }

  /// Sends a text after those before it. A peer that does not read is cut off.
  public void send(String text) {
    send(text, () -> {});
  }

  /// The same; `written` runs when the text has left this process, and only then.
  public void send(String text, Runnable written) {
    long cost = text.length() + TEXT_OVERHEAD;
    if (waitingSize.addAndGet(cost) > waitingSizeMax) {
      owner.accept(new SocketEvent.NotRead());
      socket.abort();
      return;
    }
    lastSent =
        lastSent
            .thenCompose(_ -> socket.sendText(wellFormed(text), true))
            .whenComplete((_, failure) -> sent(cost, failure, written));
  }

  private void sent(long cost, Throwable failure, Runnable written) {
    waitingSize.addAndGet(-cost);
    if (failure == null) {
      written.run();
    } else {
      owner.accept(new SocketEvent.Failed(FailureCause.text(failure)));
    }
  }

  /// A peer's id that we send back may hold half a surrogate pair, which no UTF-8 text can.
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /// Sends a ping; its pong is told.
  public void ping() {
    // one that cannot be sent gets no pong, and that is noticed
    var _ = socket.sendPing(ByteBuffer.allocate(0));
  }

  /// Closes it because there is nothing more to say.
  public void close() {
    close(WebSocket.NORMAL_CLOSURE, "");
  }

  /// Sends a close frame after the texts before it, and closes whether or not the peer answers it.
  public void close(int code, String reason) {
    lastSent = lastSent.handle((_, _) -> sendClose(code, reason));
    socket.request(Long.MAX_VALUE); // up to the peer's own close frame
    CompletableFuture.delayedExecutor(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .execute(socket::abort);
  }

  private WebSocket sendClose(int code, String reason) {
    if (!socket.isOutputClosed()) {
      var _ = socket.sendClose(code, reason);
    }
    return socket;
  }
}
