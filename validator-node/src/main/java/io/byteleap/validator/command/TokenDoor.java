package io.byteleap.validator.command;

import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.AdminToken;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks a running validator for tokens over its status address, showing the admin token of its data
/// folder.
final class TokenDoor implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final Json JSON = Json.upTo(4 << 20);
  private static final int GOOD = 300;
  private static final String TOKENS = "/api/v1/tokens";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final ValidatorSite site;
  private final String authorization;

  private TokenDoor(ValidatorSite site, String authorization) {
    this.site = site;
    this.authorization = authorization;
  }

  static TokenDoor of(ValidatorSite site) throws TokenProblem {
    try {
      return new TokenDoor(site, "Bearer " + AdminToken.read(site.adminToken()));
    } catch (IOException e) {
      throw new TokenProblem(
          site.adminToken()
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); the validator makes it in its data_dir when it starts",
          e);
    }
  }

  JsonObject make(JsonObject wish) throws TokenProblem {
    return send(
        request("")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(wish.toText())));
  }

  /// All of them.
  List<JsonObject> list() throws TokenProblem {
    var tokens = new ArrayList<JsonObject>();
    var next = Optional.of("");
    while (next.isPresent()) {
      String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
      var page = send(request("?limit=1000" + cursor).GET());
      tokens.addAll(page.objectsOrNone("tokens"));
      next = page.optionalText("next_cursor");
    }
    return tokens;
  }

  /// `id` is 16 hex digits.
  JsonObject revoke(String id) throws TokenProblem {
    return send(request("/" + id).DELETE());
  }

  private HttpRequest.Builder request(String rest) {
    return HttpRequest.newBuilder(URI.create("http://" + authority() + TOKENS + rest))
        .timeout(ANSWER_TIMEOUT)
        .header("Authorization", authorization);
  }

  /// A validator that listens everywhere listens on this machine too.
  private String authority() {
    String host = site.address().host();
    String reachable = isEverywhere(host) ? "127.0.0.1" : host;
    return (reachable.contains(":") ? "[" + reachable + "]" : reachable)
        + ":"
        + site.address().port();
  }

  private static boolean isEverywhere(String host) {
    try {
      return InetAddress.ofLiteral(host).isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name
    }
  }

  private JsonObject send(HttpRequest.Builder request) throws TokenProblem {
    try {
      return read(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (ConnectException e) {
      throw new TokenProblem(
          "no validator listens at "
              + site.address()
              + " (status.host, status.port); is it running?",
          e);
    } catch (IOException e) {
      throw new TokenProblem(
          "the validator at "
              + site.address()
              + " does not answer: "
              + e.getClass().getSimpleName(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenProblem("interrupted", e);
    }
  }

  private JsonObject read(HttpResponse<byte[]> response) throws TokenProblem {
    return switch (Decoded.of(() -> JSON.parse(response.body()))) {
      case Decoded.Read<JsonObject>(var json) when response.statusCode() < GOOD -> json;
      case Decoded.Read<JsonObject>(var json) ->
          throw new TokenProblem(
              Label.of(json.textOr("detail", "the validator answers " + response.statusCode()))
                      .value()
                  + (response.statusCode() == 401
                      ? "; is "
                          + site.adminToken()
                          + " the running validator's, and on its machine?"
                      : ""));
      case Decoded.Refused<JsonObject> _ ->
          throw new TokenProblem(
              "what answers at "
                  + site.address()
                  + " (HTTP status "
                  + response.statusCode()
                  + ") is no validator of this version");
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
