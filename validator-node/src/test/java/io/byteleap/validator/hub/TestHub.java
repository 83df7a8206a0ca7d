package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A hub on loopback that does what a test says: its WebSocket, and nothing of what goes through.
public final class TestHub implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;
  private static final int FRAME_SIZE_MAX = 10 << 20;

  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Connection> arrived = new LinkedBlockingQueue<>();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Optional<SSLContext> security;
  private final Channel listener;

  /// Whether pings are answered.
  public volatile boolean answersPings = true;

  private TestHub(Optional<SSLContext> security) {
    this.security = security;
    listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(initializer())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  public static TestHub create() {
    return new TestHub(Optional.empty());
  }

  public static TestHub secure(SSLContext security) {
    return new TestHub(Optional.of(security));
  }

  public URI url() {
    String scheme = security.isPresent() ? "wss" : "ws";
    int port = port(listener);
    return URI.create(scheme + "://127.0.0.1:" + port + "/ws");
  }

  /// The next connection that is still open.
  public Connection connected() {
    var connection = taken(arrived, "a connection");
    return connection.channel().isActive() ? connection : connected();
  }

  /// The next connection if there is one within so many milliseconds.
  Optional<Connection> connectedWithin(long millis) {
    try {
      return Optional.ofNullable(arrived.poll(millis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    open.close().syncUninterruptibly();
    threads.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  private static int port(Channel listener) {
    return listener.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
  }

  private ChannelInitializer<SocketChannel> initializer() {
    var config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/ws")
            .handleCloseFrames(false)
            .sendCloseFrame(null)
            .build();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        open.add(channel);
        security.ifPresent(context -> channel.pipeline().addLast(tls(context)));
        channel
            .pipeline()
            .addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(1 << 16),
                new Pings(),
                new WebSocketServerProtocolHandler(config),
                new WebSocketFrameAggregator(FRAME_SIZE_MAX),
                new Connection());
      }
    };
  }

  private static SslHandler tls(SSLContext context) {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return new SslHandler(engine);
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

  /// Swallows pings that are not to be answered.
  private final class Pings extends SimpleChannelInboundHandler<PingWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, PingWebSocketFrame ping) {
      if (answersPings) {
        var _ = context.writeAndFlush(new PongWebSocketFrame());
      }
    }
  }

  /// One connection.
  public final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
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
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      ends.add(0);
      super.channelInactive(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      switch (frame) {
        case TextWebSocketFrame text -> texts.add(text.text());
        case CloseWebSocketFrame close -> {
          ends.add(close.statusCode());
          var _ = context.writeAndFlush(close.retainedDuplicate());
          var _ = context.close();
        }
        default -> throw new AssertionError("a validator sends no " + frame);
      }
    }

    /// The next frame.
    public String next() {
      return taken(texts, "a frame");
    }

    public void send(String text) {
      var _ = channel().writeAndFlush(new TextWebSocketFrame(text));
    }

    /// Closes it in good order.
    public void close(int code) {
      var _ = channel().writeAndFlush(new CloseWebSocketFrame(code, "going"));
    }

    /// Ends it without a word.
    public void cut() {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel().close();
    }

    /// Waits until it is at its end: the validator's close code, or 0 for none.
    int end() {
      return taken(ends, "the end of the connection");
    }

    private Channel channel() {
      var channel = taken(opened, "a channel");
      opened.add(channel);
      return channel;
    }
  }
}
