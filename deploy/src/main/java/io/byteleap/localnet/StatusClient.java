package io.byteleap.localnet;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Reads what nodes say of themselves over HTTP. Stages never fail.
public final class StatusClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final Json JSON = Json.upTo(32 << 20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  public sealed interface Reply {
    /// What was answered with a good status; empty when it was not.
    default JsonObject bodyOrEmpty() {
      return this instanceof Answer answer && answer.isGood() ? answer.body() : JsonObject.EMPTY;
    }
  }

  public record Answer(int status, JsonObject body) implements Reply {
    public boolean isGood() {
      return status < 300;
    }
  }

  public record NoAnswer(String why) implements Reply {}

  public CompletableFuture<Reply> get(URI url) {
    return send(HttpRequest.newBuilder(url).GET());
  }

  /// As one who shows a token.
  public CompletableFuture<Reply> get(URI url, String token) {
    return send(HttpRequest.newBuilder(url).header("Authorization", "Bearer " + token).GET());
  }

  public CompletableFuture<Reply> send(String method, URI url, JsonObject body, String token) {
    return send(
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toText())));
  }

  private CompletableFuture<Reply> send(HttpRequest.Builder request) {
    return http.sendAsync(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(StatusClient::read)
        .exceptionally(failure -> new NoAnswer(String.valueOf(failure.getMessage())));
  }

  private static Reply read(HttpResponse<byte[]> response) {
    return switch (Decoded.of(() -> JSON.parse(response.body()))) {
      case Decoded.Read<JsonObject>(var body) -> new Answer(response.statusCode(), body);
      case Decoded.Refused<JsonObject>(var why) -> new NoAnswer("not JSON: " + why);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
