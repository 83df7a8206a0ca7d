package io.byteleap.miner.worker;

import io.byteleap.wire.worker.CloseCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection's end in the network: passes frames to the connection's actor one at a time, so
/// that a worker can send no faster than we deal with what it sends.
final class NettyWorkerSocket extends SimpleChannelInboundHandler<WebSocketFrame>
    implements WorkerSocket {
  private static final Logger LOG = LoggerFactory.getLogger(NettyWorkerSocket.class);

  private final Consumer<WorkerSocket> arrived;
  private volatile @Nullable ChannelHandlerContext channel;
  private volatile @Nullable ActorRef<WorkerConnection.Command> connection;

  NettyWorkerSocket(Consumer<WorkerSocket> arrived) {
    this.arrived = arrived;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    switch (event) {
      case HandshakeComplete _ -> {
        context.channel().config().setAutoRead(false);
        arrived.accept(this);
      }
      case IdleStateEvent idle when idle.state() == IdleState.WRITER_IDLE -> {
        var _ = context.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
      }
      case IdleStateEvent idle when idle.state() == IdleState.READER_IDLE ->
          close(CloseCode.KEEPALIVE_TIMEOUT);
      default -> super.userEventTriggered(context, event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    var listener = connection;
    if (listener != null && frame instanceof TextWebSocketFrame text) {
      listener.tell(new WorkerConnection.FrameIn(text.text()));
    } else {
      next(); // binary frames mean nothing in this protocol
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    var listener = connection;
    if (listener != null) {
      listener.tell(new WorkerConnection.Gone());
    }
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean tooBig =
        cause instanceof TooLongFrameException
            || (cause instanceof CorruptedWebSocketFrameException corrupted
                && corrupted.closeStatus().code() == CloseCode.TOO_BIG.code());
    if (tooBig) {
      LOG.warn("frame too big, connection closed, from={}", remoteAddress());
      close(CloseCode.TOO_BIG);
    } else {
      LOG.debug("connection failed, from={}, cause={}", remoteAddress(), cause.toString());
      var _ = context.close();
    }
  }

  @Override
  public String remoteAddress() {
    var here = channel;
    return here == null ? "nowhere" : String.valueOf(here.channel().remoteAddress());
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
      here.channel().read();
    }
  }

  @Override
  public void send(String text) {
    var here = channel;
    if (here == null || !here.channel().isActive()) {
      return;
    }
    if (!here.channel().isWritable()) {
      LOG.warn("worker does not read, connection cut, from={}", remoteAddress());
      var _ = here.close();
      return;
    }
    var _ = here.channel().writeAndFlush(new TextWebSocketFrame(text));
  }

  @Override
  public void close(CloseCode code) {
    var here = channel;
    if (here != null && here.channel().isActive()) {
      here.channel()
          .writeAndFlush(new CloseWebSocketFrame(code.code(), code.reason()))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
