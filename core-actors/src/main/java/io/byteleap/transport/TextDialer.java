package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/// Opens WebSockets of texts with the JDK's client. It shows close codes, reads one message at a
/// time, hands over a large one in parts, so that the bound on it is ours, and offers no
/// compression.
public final class TextDialer implements Dialer {
  private final HttpClient client;
  private final Bounds bounds;
  private final List<String> subprotocols;

  /// Bytes of a message that comes in, and of all texts that wait to be sent.
  public record Bounds(int incomingSizeMax, long waitingSizeMax) {}

  /// Believes the certificates that the JDK believes.
  public TextDialer(Bounds bounds) {
    this(bounds, HttpClient.newHttpClient(), List.of());
  }

  /// Believes the certificates that `trust` believes; names are checked all the same.
  public TextDialer(Bounds bounds, SSLContext trust) {
    this(bounds, trust, List.of());
  }

  /// Trusts servers as `tls` does, and offers `subprotocols`, the preferred one first.
  public TextDialer(Bounds bounds, SSLContext tls, List<String> subprotocols) {
    this(bounds, HttpClient.newBuilder().sslContext(tls).build(), subprotocols);
  }

  private TextDialer(Bounds bounds, HttpClient client, List<String> subprotocols) {
    this.bounds = bounds;
    this.client = client;
    this.subprotocols = List.copyOf(subprotocols);
  }

  @Override
  public CompletionStage<TextSocket> dial(
      URI address, Duration timeout, Consumer<SocketEvent> owner) {
    return offering(client.newWebSocketBuilder())
        .connectTimeout(timeout)
        .buildAsync(address, new IncomingTexts(bounds.incomingSizeMax(), owner))
        .thenApply(socket -> new TextSocket(socket, bounds.waitingSizeMax(), owner));
  }

  private WebSocket.Builder offering(WebSocket.Builder builder) {
    return subprotocols.isEmpty()
        ? builder
        : builder.subprotocols(
            subprotocols.getFirst(),
            subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
  }

  /// Opens no more; what is open goes on, and nothing is left when it has ended.
  public void retire() {
    client.shutdown();
  }

  /// Ends every connection at once.
  public void close() {
    client.shutdownNow();
  }

  /// Why there is no connection, for people.
  public static String cause(Throwable failure) {
    return switch (FailureCause.of(failure)) {
      case WebSocketHandshakeException answer ->
          "it answers with HTTP status " + answer.getResponse().statusCode();
      case Throwable cause when cause.getCause() instanceof UnresolvedAddressException ->
          "its host name is not known";
      case Throwable cause -> FailureCause.text(cause);
    };
  }
}
