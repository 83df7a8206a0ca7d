package io.byteleap.worker.link;

import io.byteleap.actor.FailureCause;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/// Opens WebSockets to the miner with the JDK's client, which shows close codes. It offers no
/// compression.
public final class WebSocketDialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newHttpClient();
  private final MinerUrl url;

  public WebSocketDialer(MinerUrl url) {
    this.url = url;
  }

  MinerUrl url() {
    return url;
  }

  /// `connection` hears what comes in, once it asks for it. Fails when there is no miner.
  CompletionStage<MinerSocket> dial(ActorRef<MinerConnection.Command> connection) {
    return client
        .newWebSocketBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .buildAsync(url.uri(), new IncomingFrames(connection))
        .thenApply(socket -> new JdkMinerSocket(socket, connection));
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
