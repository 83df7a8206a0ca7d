package io.byteleap.miner.worker;

import io.byteleap.wire.worker.WorkerFrameCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The WebSocket server for workers, on Netty: every path is accepted, offers of compression are
/// declined, frames are at most 16 MiB, at most 256 connections are open.
///
/// Not Pekko HTTP, whose WebSockets can neither send nor see the close codes that the protocol is
/// made of.
final class WebSocketListener {
  /// A worker from whom nothing was heard for so long, our pings unanswered, is gone.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(50);

  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
  private static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;
  private static final int REQUEST_SIZE_MAX = 64 << 10;
  private static final int WRITE_BUFFER_LOW = 64 << 10;
  private static final int WRITE_BUFFER_HIGH = 1 << 20;
  private static final int CONNECTIONS_MAX = 256;
  private static final int THREADS = 2;
  private static final long QUIET_MILLIS = 50;
  private static final long STOP_MILLIS = 2_000;

  private final MultiThreadIoEventLoopGroup threads;
  private final ChannelGroup open;
  private final Channel listener;

  private WebSocketListener(
      MultiThreadIoEventLoopGroup threads, ChannelGroup open, Channel listener) {
    this.threads = threads;
    this.open = open;
    this.listener = listener;
  }

  /// Listens; the stage fails when the address is taken. `arrived` hears of each new connection.
  static CompletionStage<WebSocketListener> bind(
      String host, int port, Consumer<WorkerSocket> arrived) {
    var threads = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    var open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var bound = new CompletableFuture<WebSocketListener>();
    new ServerBootstrap()
        .group(threads)
        .channel(NioServerSocketChannel.class)
        .childHandler(initializer(open, arrived))
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(WRITE_BUFFER_LOW, WRITE_BUFFER_HIGH))
        .bind(new InetSocketAddress(host, port))
        .addListener(
            (io.netty.channel.ChannelFuture future) -> {
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

  int connections() {
    return open.size();
  }

  /// Takes no more connections, and ends when those that are open have ended.
  void close() {
    var _ = listener.close();
    open.newCloseFuture()
        .addListener(
            _ -> {
              var _ = threads.shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS);
            });
  }

  private static ChannelInitializer<SocketChannel> initializer(
      ChannelGroup open, Consumer<WorkerSocket> arrived) {
    var webSocket =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .handshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS)
            .decoderConfig(
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(WorkerFrameCodec.FRAME_SIZE_MAX)
                    .allowExtensions(false)
                    .build())
            .build();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        if (open.size() >= CONNECTIONS_MAX) {
          var _ = channel.close();
          return;
        }
        open.add(channel);
        channel
            .pipeline()
            .addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(REQUEST_SIZE_MAX),
                new IdleStateHandler(
                    SILENCE_MAX.toSeconds(), PING_INTERVAL.toSeconds(), 0, TimeUnit.SECONDS),
                new WebSocketServerProtocolHandler(webSocket),
                new WebSocketFrameAggregator(WorkerFrameCodec.FRAME_SIZE_MAX),
                new NettyWorkerSocket(arrived));
      }
    };
  }
}
