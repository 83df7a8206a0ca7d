package io.byteleap.chain.rpc;

import io.byteleap.actor.FailureCause;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;

/// The JDK's WebSocket, which takes one text at a time: texts wait here for those before them.
final class JdkRpcSocket implements RpcSocket {
  private static final long UNSENT_SIZE_MAX = 4L * RpcConnection.REQUEST_SIZE_MAX;
  private static final long CLOSE_MILLIS_MAX = 1_000;

  private final WebSocket socket;
  private final ActorRef<RpcConnection.Command> connection;
  private final AtomicLong unsentSize = new AtomicLong();
  private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

  JdkRpcSocket(WebSocket socket, ActorRef<RpcConnection.Command> connection) {
    this.socket = socket;
    this.connection = connection;
  }

  @Override
  public void next() {
    socket.request(1);
  }

  @Override
  public void send(String text) {
    if (unsentSize.addAndGet(text.length()) > UNSENT_SIZE_MAX) {
      connection.tell(new RpcConnection.Lost("the node does not read"));
      socket.abort();
      return;
    }
    lastSent =
        lastSent
            .thenCompose(_ -> socket.sendText(text, true))
            .whenComplete((_, failure) -> sent(text.length(), failure));
  }

  private void sent(int size, Throwable failure) {
    unsentSize.addAndGet(-size);
    if (failure != null) {
      connection.tell(new RpcConnection.Lost(FailureCause.text(failure)));
    }
  }

  @Override
  public void ping() {
    // one that cannot be sent gets no pong, and that is noticed
    var _ = socket.sendPing(ByteBuffer.allocate(0));
  }

  @Override
  public void close() {
    if (socket.isOutputClosed()) {
      socket.abort();
      return;
    }
    var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    socket.request(Long.MAX_VALUE); // up to the node's own close frame
    CompletableFuture.delayedExecutor(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .execute(socket::abort);
  }
}
