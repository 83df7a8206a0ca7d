package io.byteleap.worker.gpu;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.gpu.FrameReader;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuAnswerCodec;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.wire.gpu.GpuCommandCodec;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Asks the server: one connection a command, closed after its answer. Each exchange has a thread
/// and a time of its own; when that is over, or the future is cancelled, its connection is closed
/// and the thread is free. A few exchanges at once, more are refused.
///
/// Refused: answers that are no frame or larger than frames may be, more than one of them, and what
/// [GpuAnswerCodec] refuses.
final class GpuSocket implements AutoCloseable {
  private static final int OPEN_MAX = 8;
  private static final int PIECE_BYTES = 64 << 10;

  private final UnixDomainSocketAddress address;
  private final SocketPeer peer;
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gpu-exchange-", 0).factory());

  private record Exchange(GpuCommand command, CompletableFuture<GpuReply> reply) {}

  GpuSocket(Path socket, SocketPeer peer) {
    this.address = UnixDomainSocketAddress.of(socket);
    this.peer = peer;
  }

  /// The future never fails, except when the caller cancels it.
  CompletableFuture<GpuReply> ask(GpuCommand command, Duration timeout) {
    if (open.size() >= OPEN_MAX) {
      return CompletableFuture.completedFuture(
          GpuReply.broken("more than " + OPEN_MAX + " questions at once"));
    }
    var reply = new CompletableFuture<GpuReply>();
    var exchange = new Exchange(command, reply);
    open.add(exchange);
    var late = GpuReply.broken("no answer within " + timeout.toMillis() + " ms");
    var _ =
        reply
            .completeOnTimeout(late, timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, _) -> open.remove(exchange));
    try {
      threads.execute(() -> run(exchange));
    } catch (RejectedExecutionException e) {
      reply.complete(GpuReply.broken("the worker stops"));
    }
    return reply;
  }

  /// Whether a computation is under way, during which a server may have no time for other things.
  boolean isComputing() {
    return open.stream().anyMatch(exchange -> exchange.command() instanceof GpuCommand.Submit);
  }

  /// Gives up all exchanges under way.
  void abort(String why) {
    open.forEach(exchange -> exchange.reply().complete(GpuReply.broken(why)));
  }

  @Override
  public void close() {
    abort("the worker stops");
    threads.shutdown();
  }

  private void run(Exchange exchange) {
    var reply = exchange.reply();
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      var _ = reply.whenComplete((_, _) -> close(channel));
      reply.complete(answered(channel, exchange.command()));
    } catch (IOException | RuntimeException e) {
      // a connection that was closed because the reply is there is no news
      reply.complete(GpuReply.broken(FailureCause.text(e)));
    }
  }

  private GpuReply answered(SocketChannel channel, GpuCommand command) throws IOException {
    channel.connect(address);
    peer.check(channel);
    var question = FrameReader.frame(GpuCommandCodec.encode(command)).asBuffer();
    while (question.hasRemaining()) {
      channel.write(question);
    }
    return switch (frame(channel)) {
      case Decoded.Read<Bytes>(var content) ->
          switch (GpuAnswerCodec.decode(command, content)) {
            case Decoded.Read<GpuAnswer>(var answer) -> new GpuReply.Answered(answer);
            case Decoded.Refused<GpuAnswer>(var why) ->
                GpuReply.broken("an answer that is none: " + why);
          };
      case Decoded.Refused<Bytes>(var why) -> GpuReply.broken("an answer that is none: " + why);
    };
  }

  private static Decoded<Bytes> frame(SocketChannel channel) throws IOException {
    var reader = FrameReader.upTo(GpuAnswerCodec.CONTENT_SIZE_MAX);
    var piece = ByteBuffer.allocate(PIECE_BYTES);
    while (true) {
      if (channel.read(piece.clear()) < 0) {
        throw new EOFException("the server closed the connection before its answer was complete");
      }
      switch (reader.feed(piece.flip())) {
        case FrameReader.Broken(var why) -> {
          return new Decoded.Refused<>(why);
        }
        case FrameReader.Frames(var contents) when contents.isEmpty() -> {}
        case FrameReader.Frames(var contents) -> {
          return only(contents, reader);
        }
      }
    }
  }

  private static Decoded<Bytes> only(List<Bytes> contents, FrameReader reader) {
    return Decoded.of(
        () -> {
          if (contents.size() > 1 || !reader.isBetweenFrames()) {
            throw new IllegalArgumentException("more than one answer to one question");
          }
          return contents.getFirst();
        });
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no use any more
    }
  }
}
