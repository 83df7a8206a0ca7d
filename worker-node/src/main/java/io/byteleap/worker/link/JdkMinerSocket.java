package io.byteleap.worker.link;

import io.byteleap.actor.FailureCause;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;

/// The JDK's WebSocket, which takes one text at a time: texts wait here for those before them.
final class JdkMinerSocket implements MinerSocket {
  private static final long WAITING_SIZE_MAX = 2L * WorkerFrameCodec.FRAME_SIZE_MAX;

  /// What a waiting text costs beside its characters, so that many small ones are bounded too.
  private static final long TEXT_OVERHEAD = 512;

  private static final long CLOSE_MILLIS_MAX = 1_000;

  private final WebSocket socket;
  private final ActorRef<MinerConnection.Command> connection;
  private final AtomicLong waitingSize = new AtomicLong();
  private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

  JdkMinerSocket(WebSocket socket, ActorRef<MinerConnection.Command> connection) {
    this.socket = socket;
    this.connection = connection;
  }

  @Override
  public void next() {
    socket.request(1);
  }

  @Override
  public void send(String text) {
    long cost = text.length() + TEXT_OVERHEAD;
    if (waitingSize.addAndGet(cost) > WAITING_SIZE_MAX) {
      connection.tell(new MinerConnection.Lost(new Loss.Failed("the miner does not read")));
      socket.abort();
      return;
    }
    lastSent =
        lastSent
            .thenCompose(_ -> socket.sendText(wellFormed(text), true))
            .whenComplete((_, failure) -> sent(cost, failure));
  }

  private void sent(long cost, Throwable failure) {
    waitingSize.addAndGet(-cost);
    if (failure != null) {
      connection.tell(new MinerConnection.Lost(new Loss.Failed(FailureCause.text(failure))));
    }
  }

  /// A peer's id that we send back may hold half a surrogate pair, which no UTF-8 text can.
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Override
  public void ping() {
    // one that cannot be sent gets no pong, and that is noticed
    var _ = socket.sendPing(ByteBuffer.allocate(0));
  }

  @Override
  public void close(int code, String reason) {
    if (socket.isOutputClosed()) {
      return;
    }
    var _ = socket.sendClose(code, reason);
    socket.request(Long.MAX_VALUE); // up to the miner's own close frame
    CompletableFuture.delayedExecutor(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .execute(socket::abort);
  }
}
