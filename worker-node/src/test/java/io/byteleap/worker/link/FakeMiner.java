package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A miner's WebSocket server that does what a test says, and remembers what comes in.
public final class FakeMiner implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;

  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Session> arrived = new LinkedBlockingQueue<>();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;

  /// Whether pings are answered, from the next connection on.
  public volatile boolean answersPings = true;

  private FakeMiner(int port, Door door) {
    listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(initializer(door))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
  }

  /// Listens on a free port.
  public static FakeMiner create() {
    return on(0);
  }

  /// One that speaks of keys, on a free port.
  public static FakeMiner keyed() {
    return new FakeMiner(0, new Door(Dialect.KEYED_NAME, _ -> {}));
  }

  /// One that speaks of keys, over TLS with these keys.
  public static FakeMiner keyed(SslContext tls) {
    return new FakeMiner(
        0,
        new Door(
            Dialect.KEYED_NAME,
            channel -> channel.pipeline().addLast(tls.newHandler(channel.alloc()))));
  }

  /// The subprotocol that it knows, and what comes before everything else.
  private record Door(String subprotocol, Consumer<SocketChannel> first) {}

  public static FakeMiner on(int port) {
    return new FakeMiner(port, new Door("none", _ -> {}));
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public MinerUrl url() {
    return url("ws");
  }

  public MinerUrl url(String scheme) {
    return MinerUrl.parse(scheme + "://127.0.0.1:" + port() + "/ws");
  }

  /// The next connection, which has registered and was acknowledged.
  public Session registered() {
    var session = connected();
    session.next(WorkerFrame.Register.class);
    session.send(new MinerFrame.RegistrationAck());
    return session;
  }

  /// The next connection.
  public Session connected() {
    return taken(arrived, "a connection");
  }

  /// Whether somebody connected whom no test has taken yet.
  public boolean hasArrivals() {
    return !arrived.isEmpty();
  }

  /// Stops at once, as a process that is killed: its connections are cut.
  @Override
  public void close() {
    if (threads.isShuttingDown()) {
      return;
    }
    listener.close().syncUninterruptibly();
    open.close().syncUninterruptibly();
    threads.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  private ChannelInitializer<SocketChannel> initializer(Door door) {
    var config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/ws")
            .subprotocols(door.subprotocol())
            .handleCloseFrames(false)
            .sendCloseFrame(null)
            .dropPongFrames(false)
            .decoderConfig(
                io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(WorkerFrameCodec.FRAME_SIZE_MAX)
                    .build())
            .build();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        var session = new Session();
        open.add(channel);
        door.first().accept(channel);
        channel
            .pipeline()
            .addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(1 << 16),
                new Pings(),
                new WebSocketServerProtocolHandler(config),
                new WebSocketFrameAggregator(WorkerFrameCodec.FRAME_SIZE_MAX),
                new NotFound(),
                session);
      }
    };
  }

  private static <T> T taken(BlockingQueue<T> queue, String what) {
    try {
      T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(item).as(what).isNotNull();
      return item;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Answers requests for other paths, as a web server does.
  private static final class NotFound extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
      answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      var _ = context.writeAndFlush(answer);
    }
  }

  /// Swallows pings that are not to be answered.
  private final class Pings extends SimpleChannelInboundHandler<PingWebSocketFrame> {
    private final boolean areAnswered = answersPings;

    @Override
    protected void channelRead0(ChannelHandlerContext context, PingWebSocketFrame ping) {
      if (areAnswered) {
        var _ = context.writeAndFlush(new PongWebSocketFrame());
      }
    }
  }

  /// One connection of a worker.
  public final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final BlockingQueue<WorkerFrame> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseWebSocketFrame> closes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        opened.add(context.channel());
        arrived.add(this);
      }
      super.userEventTriggered(context, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      switch (frame) {
        case TextWebSocketFrame text -> frames.add(decoded(text.text()));
        case CloseWebSocketFrame close -> {
          closes.add(close.copy());
          var _ = context.writeAndFlush(close.retainedDuplicate());
          var _ = context.close();
        }
        default -> throw new AssertionError("a worker sends no " + frame);
      }
    }

    private static WorkerFrame decoded(String text) {
      return switch (WorkerFrameCodec.decode(text)) {
        case Decoded.Read<WorkerFrame>(var frame) -> frame;
        case Decoded.Refused<WorkerFrame>(var why) ->
            throw new AssertionError("the miner refuses: " + why);
      };
    }

    /// The next frame of this kind; others before it are passed over.
    public <F extends WorkerFrame> F next(Class<F> kind) {
      while (true) {
        var frame = taken(frames, kind.getSimpleName());
        if (kind.isInstance(frame)) {
          return kind.cast(frame);
        }
      }
    }

    /// The code with which the worker closed.
    public int closeCode() {
      var close = taken(closes, "a close frame");
      return close.statusCode();
    }

    public void send(MinerFrame frame) {
      sendText(MinerFrameCodec.encode(frame));
    }

    public void sendText(String text) {
      var _ = channel().writeAndFlush(new TextWebSocketFrame(text));
    }

    /// Sends a text in two fragments.
    public void sendInTwo(String text) {
      int middle = text.length() / 2;
      var _ = channel().write(new TextWebSocketFrame(false, 0, text.substring(0, middle)));
      var _ =
          channel().writeAndFlush(new ContinuationWebSocketFrame(true, 0, text.substring(middle)));
    }

    public void close(int code, String reason) {
      var _ = channel().writeAndFlush(new CloseWebSocketFrame(code, reason));
    }

    /// Ends the connection without a word.
    public void cut() {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel().close();
    }

    private Channel channel() {
      var channel = taken(opened, "a channel");
      opened.add(channel);
      return channel;
    }
  }
}
