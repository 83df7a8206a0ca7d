package io.byteleap.chain.rpc;

import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorRef;

/// Opens connections to nodes.
final class RpcDialer {
  private static final TextDialer.Bounds BOUNDS =
      new TextDialer.Bounds(RpcMessage.SIZE_MAX, 4L * RpcConnection.REQUEST_SIZE_MAX);

  private final TextDialer dialer;

  private RpcDialer(TextDialer dialer) {
    this.dialer = dialer;
  }

  /// Believes the certificates that the JDK believes.
  static RpcDialer create() {
    return new RpcDialer(new TextDialer(BOUNDS));
  }

  /// Believes the certificates that `trust` believes.
  static RpcDialer trusting(SSLContext trust) {
    return new RpcDialer(new TextDialer(BOUNDS, trust));
  }

  /// `connection` hears what comes in, once it asks for it. Fails when there is no node.
  CompletionStage<TextSocket> dial(
      NodeUrl url, Duration timeout, ActorRef<RpcConnection.Command> connection) {
    return dialer.dial(url.uri(), timeout, event -> connection.tell(heard(event)));
  }

  private static RpcConnection.Command heard(SocketEvent event) {
    return switch (event) {
      case SocketEvent.Text(var text) -> new RpcConnection.MessageIn(text);
      case SocketEvent.Ponged() -> new RpcConnection.Ponged();
      case SocketEvent.TooBig() ->
          new RpcConnection.Lost("it sent more than " + RpcMessage.SIZE_MAX + " bytes at once");
      case SocketEvent.NotRead() -> new RpcConnection.Lost("the node does not read");
      case SocketEvent.Closed(var code, var reason) ->
          new RpcConnection.Lost("the node closed it, code " + code + " " + reason);
      case SocketEvent.Failed(var why) -> new RpcConnection.Lost(why);
    };
  }

  /// Ends every connection at once.
  void close() {
    dialer.close();
  }
}
