package io.byteleap.miner.worker;

import io.byteleap.domain.units.Label;
import io.byteleap.miner.worker.WorkerView.Transport;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection's end in the network: passes a few frames to the connection's actor at a time,
/// one when they are long, so that a worker can send no faster than we deal with what it sends.
final class NettyWorkerSocket extends SimpleChannelInboundHandler<WebSocketFrame>
    implements WorkerSocket {
  private static final Logger LOG = LoggerFactory.getLogger(NettyWorkerSocket.class);

  /// From the connection to the end of the WebSocket handshake.
  private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

  private static final int PENDING_MAX = 4;

  /// Bytes of a frame beside which no other is handed on.
  private static final int LONG_FRAME = 64 << 10;

  /// How long a worker may take to answer a close frame; what it still sends is thrown away.
  private static final Duration LINGER_MAX = Duration.ofSeconds(2);

  private final Consumer<WorkerSocket> arrived;
  private final WorkerMeters meters;
  private final LongFrames longFrames;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable ChannelHandlerContext channel;
  private volatile @Nullable ActorRef<WorkerConnection.Command> connection;
  private volatile boolean shaken;
  private volatile String path = DoorPath.ROOT.value();
  private volatile Dialect dialect = Dialect.ORIGINAL;

  /// Frames that were handed on and are not dealt with, and how many there may be before the
  /// network has to wait: none beside the first, the registration. For the event loop only.
  private int pending = 1;

  private int pendingMax = 1;
  private boolean isRegistering = true;

  /// A long frame of this worker is being dealt with. For the event loop only.
  private boolean isLongRead;

  NettyWorkerSocket(Consumer<WorkerSocket> arrived, WorkerMeters meters, LongFrames longFrames) {
    this.arrived = arrived;
    this.meters = meters;
    this.longFrames = longFrames;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context;
    after(HANDSHAKE_MAX, context, () -> !shaken);
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  /// Cuts the connection after `delay` if the condition holds then.
  private static void after(Duration delay, ChannelHandlerContext context, Condition condition) {
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (condition.holds()) {
                    var _ = context.close();
                  }
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    switch (event) {
      case HandshakeComplete complete -> {
        dialect = Dialect.of(Objects.requireNonNullElse(complete.selectedSubprotocol(), ""));
        shaken = true;
        path = DoorPath.ofRequest(complete.requestUri());
        context.channel().config().setAutoRead(false);
        arrived.accept(this);
      }
      case IdleStateEvent idle when idle.state() == IdleState.WRITER_IDLE && shaken -> {
        var _ = context.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
      }
      case IdleStateEvent idle when idle.state() == IdleState.READER_IDLE && shaken ->
          close(CloseCode.KEEPALIVE_TIMEOUT);
      default -> super.userEventTriggered(context, event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (closing.get()) {
      return; // the close frame is out; nobody listens any more
    }
    // Binary frames mean nothing in this protocol.
    if (frame instanceof TextWebSocketFrame text) {
      read(text.content(), context);
    }
  }

  private void read(ByteBuf content, ChannelHandlerContext context) {
    if (content.readableBytes() <= LONG_FRAME) {
      handOn(FrameText.of(content), context.channel().config());
      return;
    }
    context.channel().config().setAutoRead(false);
    var kept = content.retain();
    longFrames.deal(() -> context.executor().execute(() -> readLong(kept, context)));
  }

  private void readLong(ByteBuf content, ChannelHandlerContext context) {
    isLongRead = true;
    try {
      if (closing.get() || !context.channel().isActive()) {
        longIsRead();
      } else {
        handOn(FrameText.of(content), context.channel().config());
      }
    } catch (CorruptedWebSocketFrameException e) {
      longIsRead();
      exceptionCaught(context, e);
    } finally {
      content.release();
    }
  }

  /// Lets the next long frame in, of this worker or another.
  private void longIsRead() {
    if (isLongRead) {
      isLongRead = false;
      longFrames.done();
    }
  }

  private void handOn(String text, ChannelConfig channel) {
    var listener = connection;
    if (listener != null) {
      pending++;
      if (pending >= pendingMax) {
        channel.setAutoRead(false);
      }
      listener.tell(new WorkerConnection.FrameIn(text));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    longIsRead();
    var listener = connection;
    if (listener != null) {
      listener.tell(new WorkerConnection.Gone());
    }
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    switch (cause) {
      case TooLongFrameException _ -> tooBig();
      case CorruptedWebSocketFrameException corrupted
          when corrupted.closeStatus().code() == CloseCode.TOO_BIG.code() ->
          tooBig();
      case CorruptedWebSocketFrameException corrupted -> {
        complain("frame breaks the protocol", String.valueOf(corrupted.getMessage()));
        meters.closedForProtocol(corrupted.closeStatus().code());
        sendClose(corrupted.closeStatus());
      }
      default -> {
        LOG.debug("connection failed, from={}, cause={}", remoteAddress(), cause.toString());
        var _ = context.close();
      }
    }
  }

  private void complain(String what, String why) {
    meters.complaints().warn(LOG, what, remoteAddress(), Label.of(why));
  }

  private void tooBig() {
    complain("frame too big", "connection closed");
    close(CloseCode.TOO_BIG);
  }

  @Override
  public String remoteAddress() {
    var here = channel;
    return here == null ? "nowhere" : text(here.channel().remoteAddress());
  }

  @Override
  public Peer peer() {
    var here = channel;
    var transport =
        here != null && here.pipeline().get(SslHandler.class) != null
            ? Transport.TLS
            : Transport.PLAIN;
    var host =
        here != null && here.channel().remoteAddress() instanceof InetSocketAddress inet
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    return new Peer(host, dialect, transport);
  }

  private static String text(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getHostString() + ":" + inet.getPort()
        : "nowhere";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void attach(ActorRef<WorkerConnection.Command> listener) {
    connection = listener;
    var here = channel;
    if (here == null || !here.channel().isActive()) {
      listener.tell(new WorkerConnection.Gone());
    } else {
      next();
    }
  }

  @Override
  public void next() {
    var here = channel;
    if (here != null) {
      here.executor().execute(() -> dealtWith(here));
    }
  }

  private void dealtWith(ChannelHandlerContext here) {
    longIsRead();
    pending--;
    pendingMax = isRegistering ? 1 : PENDING_MAX;
    isRegistering = false;
    if (pending == 0 && !here.channel().config().isAutoRead()) {
      here.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void send(String text) {
    var here = channel;
    if (here == null || !here.channel().isActive()) {
      return;
    }
    if (!here.channel().isWritable()) {
      complain("worker does not read", "connection cut");
      var _ = here.close();
      return;
    }
    var _ = here.channel().writeAndFlush(new TextWebSocketFrame(text));
  }

  @Override
  public void close(CloseCode code) {
    var here = channel;
    if (here != null && here.channel().isActive() && !closing.get()) {
      meters.closed(code);
      sendClose(new WebSocketCloseStatus(code.code(), code.reason()));
    }
  }

  /// Closing at once with unread bytes would reset the connection, and the worker might never see
  /// why. So the rest is read and thrown away until the worker closes too, or has had its time.
  private void sendClose(WebSocketCloseStatus status) {
    var here = channel;
    if (here == null || !closing.compareAndSet(false, true)) {
      return;
    }
    here.channel()
        .writeAndFlush(new CloseWebSocketFrame(status))
        .addListener(
            written -> {
              if (written.isSuccess()) {
                here.channel().config().setAutoRead(true);
                after(LINGER_MAX, here, () -> true);
              } else {
                var _ = here.close();
              }
            });
  }
}
