package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A node of the chain that does what a test says. By itself it answers the first two questions of
/// a connection: that it has caught up, and which chain it is of.
public final class ScriptedNode implements AutoCloseable {
  public static final String GENESIS = "0x" + "2f".repeat(32);

  private static final int PATIENCE_SECONDS = 15;
  private static final int REQUEST_SIZE_MAX = 4 << 20;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Session> arrived = new LinkedBlockingQueue<>();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Optional<SSLContext> security;
  private final Channel listener;

  /// What the node says to the first question; empty: what the test says.
  public volatile String health = "{\"peers\":8,\"isSyncing\":false,\"shouldHavePeers\":true}";

  /// What the node says to the second question, as JSON; empty: what the test says.
  public volatile String genesis = '"' + GENESIS + '"';

  /// Whether pings are answered.
  public volatile boolean answersPings = true;

  /// A request as it came in.
  public record Asked(long id, String method, JsonNode params) {}

  private ScriptedNode(int port, Optional<SSLContext> security) {
    this.security = security;
    listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(initializer())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
  }

  /// Listens on a free port.
  public static ScriptedNode create() {
    return new ScriptedNode(0, Optional.empty());
  }

  /// Listens on a free port, and speaks TLS.
  public static ScriptedNode secure(SSLContext security) {
    return new ScriptedNode(0, Optional.of(security));
  }

  public static ScriptedNode on(int port) {
    return new ScriptedNode(port, Optional.empty());
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public NodeUrl url() {
    String scheme = security.isPresent() ? "wss" : "ws";
    return NodeUrl.parse(scheme + "://127.0.0.1:" + port() + "/");
  }

  /// The next connection.
  public Session connected() {
    return taken(arrived, "a connection");
  }

  /// The next connection if there is one within so many milliseconds.
  public Optional<Session> connectedWithin(long millis) {
    try {
      return Optional.ofNullable(arrived.poll(millis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
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

  private ChannelInitializer<SocketChannel> initializer() {
    var config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .handleCloseFrames(false)
            .sendCloseFrame(null)
            .dropPongFrames(false)
            .decoderConfig(
                io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(REQUEST_SIZE_MAX)
                    .build())
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
                new WebSocketFrameAggregator(REQUEST_SIZE_MAX),
                new Session());
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
  public final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
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
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
        throws JsonProcessingException {
      switch (frame) {
        case TextWebSocketFrame text -> asked(read(text.text()));
        case CloseWebSocketFrame close -> {
          ends.add(close.statusCode());
          var _ = context.writeAndFlush(close.retainedDuplicate());
          var _ = context.close();
        }
        default -> throw new AssertionError("a client sends no " + frame);
      }
    }

    private static Asked read(String text) throws JsonProcessingException {
      var request = MAPPER.readTree(text);
      assertThat(request.path("jsonrpc").asText()).isEqualTo("2.0");
      return new Asked(
          request.path("id").asLong(), request.path("method").asText(), request.path("params"));
    }

    private void asked(Asked request) {
      if (request.id() == 1 && request.method().equals("system_health")) {
        answerUnlessEmpty(request, health);
      } else if (request.id() == 2 && request.method().equals("chain_getBlockHash")) {
        answerUnlessEmpty(request, genesis);
      } else {
        asked.add(request);
      }
    }

    private void answerUnlessEmpty(Asked request, String result) {
      if (result.isEmpty()) {
        asked.add(request);
      } else {
        answer(request, result);
      }
    }

    /// The next request.
    public Asked next() {
      return taken(asked, "a request");
    }

    /// Whether a request came that no test has taken yet.
    public boolean hasRequests() {
      return !asked.isEmpty();
    }

    /// Waits until the connection is at its end: the client's close code, or 0 for none.
    public int end() {
      return taken(ends, "the end of the connection");
    }

    public void answer(Asked request, String result) {
      send(answerText(request, result));
    }

    public static String answerText(Asked request, String result) {
      return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":" + request.id() + "}";
    }

    public void fail(Asked request, String error) {
      send("{\"jsonrpc\":\"2.0\",\"error\":" + error + ",\"id\":" + request.id() + "}");
    }

    public void item(String method, String subscription, String result) {
      send(
          """
          {"jsonrpc":"2.0","method":"%s","params":{"subscription":"%s","result":%s}}\
          """
              .formatted(method, subscription, result));
    }

    public void send(String text) {
      var _ = channel().writeAndFlush(new TextWebSocketFrame(text));
    }

    public void sendBinary() {
      var _ =
          channel()
              .writeAndFlush(
                  new BinaryWebSocketFrame(io.netty.buffer.Unpooled.wrappedBuffer(new byte[9])));
    }

    /// Sends a text in fragments of so many characters.
    public void sendInParts(String text, int size) {
      var channel = channel();
      for (int at = 0; at < text.length(); at += size) {
        boolean last = at + size >= text.length();
        String part = text.substring(at, Math.min(text.length(), at + size));
        var _ =
            channel.write(
                at == 0
                    ? new TextWebSocketFrame(last, 0, part)
                    : new ContinuationWebSocketFrame(last, 0, part));
      }
      channel.flush();
    }

    public void close(int code) {
      var _ = channel().writeAndFlush(new CloseWebSocketFrame(code, "going"));
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
