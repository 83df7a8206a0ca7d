package io.byteleap.loadtest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.concurrent.TimeUnit;

/// Dials doors; everything happens on one thread, so that the other core is the miner's.
final class Dialer implements AutoCloseable {
  private static final int ANSWER_SIZE_MAX = 8 << 10;
  private static final int MESSAGE_SIZE_MAX = 16 << 20;

  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  EventLoop loop() {
    return threads.next();
  }

  /// A connection that is being made; its end is heard even when it cannot be.
  SimConnection dial(Door door, SimConnection.Ear ear) {
    var connection = new SimConnection(ear);
    new Bootstrap()
        .group(threads)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(initializer(door, connection))
        .connect(Door.HOST, door.port())
        .addListener(
            (ChannelFutureListener)
                future -> {
                  if (!future.isSuccess()) {
                    ear.ended(
                        connection,
                        new SimConnection.End(
                            SimConnection.End.NONE, String.valueOf(future.cause().getMessage())));
                  }
                });
    return connection;
  }

  private static ChannelInitializer<SocketChannel> initializer(
      Door door, SimConnection connection) {
    var settings =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(door.url())
            .version(WebSocketVersion.V13)
            .customHeaders(EmptyHttpHeaders.INSTANCE)
            .maxFramePayloadLength(MESSAGE_SIZE_MAX)
            .handleCloseFrames(false)
            .dropPongFrames(false)
            .build();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        channel
            .pipeline()
            .addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(ANSWER_SIZE_MAX),
                new WebSocketClientProtocolHandler(settings),
                connection);
      }
    };
  }

  @Override
  public void close() {
    var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
