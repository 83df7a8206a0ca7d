package io.byteleap.loadtest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One connection of a simulated worker, on its event loop's thread only.
final class SimConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  /// Who hears what comes in.
  interface Ear {
    /// The WebSocket handshake is over.
    void open(SimConnection connection);

    /// A heartbeat that was due at `dueNanos` is acknowledged.
    void acknowledged(SimConnection connection, long dueNanos);

    /// Any other text.
    void heard(SimConnection connection, String text);

    void ended(SimConnection connection, End end);
  }

  /// How a connection ended: the code and reason of the close frame, [#NONE] when none came.
  record End(int code, String reason) {
    static final int NONE = 1006;
  }

  private static final int ACK_LENGTH_MAX = 40;
  private static final String ACK = "heartbeat_ack";

  private final Ear ear;
  private final ArrayDeque<Long> due = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private End end = new End(End.NONE, "");

  SimConnection(Ear ear) {
    this.ear = ear;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext here) {
    context = here;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext here, Object event) throws Exception {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      ear.open(this);
    } else {
      super.userEventTriggered(here, event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext here, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> text(text.content());
      case CloseWebSocketFrame close -> {
        end = new End(close.statusCode(), close.reasonText());
        var _ = here.writeAndFlush(close.retain());
        var _ = here.close();
      }
      case PingWebSocketFrame ping -> {
        var _ = here.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
      default -> {}
    }
  }

  private void text(ByteBuf content) {
    boolean isShort = content.readableBytes() <= ACK_LENGTH_MAX;
    String text = content.toString(StandardCharsets.UTF_8);
    if (isShort && text.contains(ACK)) {
      var dueNanos = due.poll();
      if (dueNanos != null) {
        ear.acknowledged(this, dueNanos);
      }
    } else {
      ear.heard(this, text);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext here) throws Exception {
    due.clear();
    ear.ended(this, end);
    super.channelInactive(here);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
    var _ = here.close();
  }

  /// Sends a frame that expects an acknowledgement; `frame` is shared and stays the caller's.
  void heartbeat(ByteBuf frame, long dueNanos) {
    due.add(dueNanos);
    bytes(frame.retainedDuplicate());
  }

  void text(String text) {
    bytes(ClientFrames.text(text));
  }

  /// Sends bytes as they are, and lets them go.
  void bytes(ByteBuf bytes) {
    var here = context;
    if (here != null && here.channel().isActive()) {
      var _ = here.writeAndFlush(bytes);
    } else {
      bytes.release();
    }
  }

  int unanswered() {
    return due.size();
  }

  boolean isActive() {
    var here = context;
    return here != null && here.channel().isActive();
  }

  /// Reads on, or no longer.
  void reading(Reading reading) {
    channel().config().setAutoRead(reading == Reading.ON);
  }

  enum Reading {
    ON,
    OFF
  }

  /// Says goodbye as a worker does that is shut down.
  void leave() {
    var here = context;
    if (here != null && here.channel().isActive()) {
      var _ = here.writeAndFlush(new CloseWebSocketFrame(1000, ""));
      var _ = here.close();
    }
  }

  /// Goes without a word, as a machine does that loses its power: the socket is reset.
  void crash() {
    channel().config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel().close();
  }

  private Channel channel() {
    var here = context;
    if (here == null) {
      throw new IllegalStateException("BUG: not connected yet");
    }
    return here.channel();
  }
}
