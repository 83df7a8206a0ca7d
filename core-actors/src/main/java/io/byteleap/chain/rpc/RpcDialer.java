package io.byteleap.chain.rpc;

import io.byteleap.actor.FailureCause;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/// Opens WebSockets to nodes with the JDK's client. It reads one message at a time, hands over a
/// large one in parts, so that the bound on it is ours, and offers no compression.
final class RpcDialer {
  private final HttpClient client = HttpClient.newHttpClient();

  /// `connection` hears what comes in, once it asks for it. Fails when there is no node.
  CompletionStage<RpcSocket> dial(
      NodeUrl url, Duration timeout, ActorRef<RpcConnection.Command> connection) {
    return client
        .newWebSocketBuilder()
        .connectTimeout(timeout)
        .buildAsync(url.uri(), new IncomingMessages(connection))
        .thenApply(socket -> new JdkRpcSocket(socket, connection));
  }

  /// Ends every connection at once.
  void close() {
    client.shutdownNow();
  }

  /// Why there is no connection, for people.
  static String cause(Throwable failure) {
    return switch (FailureCause.of(failure)) {
      case WebSocketHandshakeException answer ->
          "it answers with HTTP status " + answer.getResponse().statusCode();
      case Throwable cause when cause.getCause() instanceof UnresolvedAddressException ->
          "its host name is not known";
      case Throwable cause -> FailureCause.text(cause);
    };
  }
}
