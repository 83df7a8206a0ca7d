package io.byteleap.node;

import io.byteleap.actor.FailureCause;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks a node that runs at its status address; for commands, which may wait.
public final class StatusReader implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int ANSWER_SIZE_MAX = 8 << 20;
  private static final Json JSON = Json.upTo(ANSWER_SIZE_MAX);

  private final ListenAddress address;
  private final String authorization;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  public sealed interface Reply {}

  public record Answered(int status, JsonObject body) implements Reply {}

  /// No node answers there, or something else does.
  public record Silent(String why) implements Reply {}

  private StatusReader(ListenAddress address, String authorization) {
    this.address = address;
    this.authorization = authorization;
  }

  public static StatusReader at(ListenAddress address) {
    return new StatusReader(address, "");
  }

  /// One that shows a bearer token with each request.
  static StatusReader withToken(ListenAddress address, String token) {
    return new StatusReader(address, "Bearer " + token);
  }

  /// Where it asks; a node that listens everywhere is asked on this machine.
  public String url() {
    String host =
        switch (address.host()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          case String given -> given;
        };
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port();
  }

  /// The answer at `path`, such as `/status`.
  public Reply get(String path) {
    return send(request(path).GET());
  }

  /// The answer to an order at `path`, which has no body.
  public Reply post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /// The answer to an order at `path` that says more.
  public Reply post(String path, JsonObject body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toText())));
  }

  /// The answer to the order that what is at `path` shall end.
  public Reply delete(String path) {
    return send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(TIMEOUT);
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return answered(response.statusCode(), body.readNBytes(ANSWER_SIZE_MAX + 1));
      }
    } catch (IOException e) {
      return new Silent(FailureCause.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Silent("interrupted");
    }
  }

  private static Reply answered(int status, byte[] body) {
    return switch (Decoded.of(() -> JSON.parse(body))) {
      case Decoded.Read<JsonObject>(var json) -> new Answered(status, json);
      case Decoded.Refused<JsonObject>(var why) ->
          new Silent("HTTP " + status + ", which is no answer of a node: " + why);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
