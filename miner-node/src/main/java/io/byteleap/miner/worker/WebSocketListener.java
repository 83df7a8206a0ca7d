package io.byteleap.miner.worker;

import io.byteleap.miner.tls.DoorTls;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;

/// The WebSocket server for workers, on Netty: every path is accepted, offers of compression are
/// declined, messages are at most 16 MiB, so many connections and no more are open.
///
/// Not Pekko HTTP, whose WebSockets can neither send nor see the close codes that the protocol is
/// made of.
final class WebSocketListener {
  /// A worker from whom nothing was heard for so long, our pings unanswered, is gone.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(50);

  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
  private static final int REQUEST_SIZE_MAX = 64 << 10;
  private static final int WRITE_BUFFER_LOW = 64 << 10;
  private static final int WRITE_BUFFER_HIGH = 1 << 20;
  private static final int THREADS = 2;
  private static final long QUIET_MILLIS = 0;
  private static final Duration STOP_MAX = Duration.ofSeconds(3);

  private final MultiThreadIoEventLoopGroup threads;
  private final ChannelGroup open;
  private final Channel listener;

  private WebSocketListener(
      MultiThreadIoEventLoopGroup threads, ChannelGroup open, Channel listener) {
    this.threads = threads;
    this.open = open;
    this.listener = listener;
  }

  /// Where to listen, how connections are encrypted, to how many at a time, and who hears of each
  /// new one.
  record Settings(
      String host,
      int port,
      DoorTls tls,
      int connectionsMax,
      Consumer<WorkerSocket> arrived,
      WorkerMeters meters) {}

  /// Listens; the stage fails when the address is taken.
  static CompletionStage<WebSocketListener> bind(Settings settings) {
    var threads = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    var open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var bound = new CompletableFuture<WebSocketListener>();
    new ServerBootstrap()
        .group(threads)
        .channel(NioServerSocketChannel.class)
        .childHandler(initializer(open, settings))
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(WRITE_BUFFER_LOW, WRITE_BUFFER_HIGH))
        .bind(new InetSocketAddress(settings.host(), settings.port()))
        .addListener(
            (ChannelFuture future) -> {
              if (future.isSuccess()) {
                bound.complete(new WebSocketListener(threads, open, future.channel()));
              } else {
                var _ = threads.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
                bound.completeExceptionally(future.cause());
              }
            });
    return bound;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// Takes no more connections and tells the workers that we go; the stage ends when they are gone
  /// or had their time.
  CompletionStage<Done> close() {
    var _ = listener.close();
    open.forEach(
        channel -> {
          var socket = channel.pipeline().get(NettyWorkerSocket.class);
          if (socket != null) {
            socket.close(CloseCode.GOING_AWAY);
          }
        });
    var closed = new CompletableFuture<Done>();
    open.newCloseFuture().addListener(_ -> closed.complete(Done.getInstance()));
    return closed
        .completeOnTimeout(Done.getInstance(), STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            done -> {
              var _ =
                  threads.shutdownGracefully(
                      QUIET_MILLIS, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
              return done;
            });
  }

  private static ChannelInitializer<SocketChannel> initializer(
      ChannelGroup open, Settings settings) {
    var webSocket =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .subprotocols(Dialect.KEYED_NAME)
            .decoderConfig(
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(WorkerFrameCodec.FRAME_SIZE_MAX)
                    .allowExtensions(false)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false) // FrameText checks
                    .build())
            .build();
    var longFrames = new LongFrames();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        if (open.size() >= settings.connectionsMax()) {
          settings.meters().turnedAway();
          var _ = channel.close();
          return;
        }
        open.add(channel);
        encrypt(channel, settings.tls());
        channel
            .pipeline()
            .addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(REQUEST_SIZE_MAX),
                new IdleStateHandler(
                    SILENCE_MAX.toSeconds(), PING_INTERVAL.toSeconds(), 0, TimeUnit.SECONDS),
                new PatientProtocolHandler(webSocket),
                new WebSocketFrameAggregator(WorkerFrameCodec.FRAME_SIZE_MAX),
                new FlowControlHandler(),
                new NettyWorkerSocket(settings.arrived(), settings.meters(), longFrames));
      }
    };
  }

  private static void encrypt(SocketChannel channel, DoorTls tls) {
    switch (tls) {
      case DoorTls.Off() -> {}
      case DoorTls.Always(var identity) ->
          channel.pipeline().addLast(identity.context().newHandler(channel.alloc()));
      case DoorTls.WhereAsked(var identity) ->
          channel.pipeline().addLast(new OptionalSslHandler(identity.context()));
    }
  }

  /// Leaves it to [NettyWorkerSocket] what to do about a frame that breaks the protocol. Netty's
  /// own way is to close at once, which may cost the worker the close frame that says why.
  private static final class PatientProtocolHandler extends WebSocketServerProtocolHandler {
    PatientProtocolHandler(WebSocketServerProtocolConfig config) {
      super(config);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      if (cause instanceof WebSocketHandshakeException) {
        super.exceptionCaught(context, cause);
      } else {
        var _ = context.fireExceptionCaught(cause);
      }
    }
  }
}
