package io.byteleap.miner.command;

import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.AdminToken;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks a running miner over its status address, showing the admin token.
final class MinerClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final Json JSON = Json.upTo(32 << 20);
  private static final int GOOD = 300;
  private static final String PAGE_SIZE = "limit=1000";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final MinerSite site;
  private final String hotkey;
  private final String authorization;

  private MinerClient(MinerSite site, String hotkey, String authorization) {
    this.site = site;
    this.hotkey = hotkey;
    this.authorization = authorization;
  }

  /// `hotkey` is the one that is meant, or blank.
  static MinerClient of(MinerSite site, String hotkey) throws CommandProblem {
    try {
      return new MinerClient(site, hotkey, "Bearer " + AdminToken.read(site.adminToken()));
    } catch (IOException e) {
      throw new CommandProblem(
          site.adminToken()
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); the miner makes it in its data_dir when it starts",
          e);
    }
  }

  /// A worker's or token's id as part of a path.
  static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonObject get(String resource) throws CommandProblem {
    return send(request(resource).GET());
  }

  /// All pages of a list.
  List<JsonObject> all(String name) throws CommandProblem {
    var items = new ArrayList<JsonObject>();
    var after = Optional.of("");
    while (after.isPresent()) {
      var page = send(request(name, PAGE_SIZE, "after=" + segment(after.get())).GET());
      items.addAll(page.objectsOrNone(name));
      after = page.optionalText("next");
    }
    return items;
  }

  JsonObject post(String resource, JsonObject body) throws CommandProblem {
    return send(withBody("POST", resource, body));
  }

  JsonObject put(String resource, JsonObject body) throws CommandProblem {
    return send(withBody("PUT", resource, body));
  }

  JsonObject delete(String resource) throws CommandProblem {
    return send(request(resource).DELETE());
  }

  private HttpRequest.Builder withBody(String method, String resource, JsonObject body) {
    return request(resource)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.toText()));
  }

  private HttpRequest.Builder request(String resource, String... parameters) {
    String whose = hotkey.isBlank() ? "" : "hotkey=" + segment(hotkey);
    String query =
        Stream.concat(Stream.of(whose), Stream.of(parameters))
            .filter(parameter -> !parameter.isEmpty())
            .collect(Collectors.joining("&"));
    String path = "/api/v1/" + resource + (query.isEmpty() ? "" : "?" + query);
    return HttpRequest.newBuilder(URI.create("http://" + authority() + path))
        .timeout(ANSWER_TIMEOUT)
        .header("Authorization", authorization);
  }

  /// A miner that listens everywhere listens on this machine too.
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

  private JsonObject send(HttpRequest.Builder request) throws CommandProblem {
    try {
      return read(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (ConnectException e) {
      throw new CommandProblem(
          "no miner listens at " + site.address() + " (status.host, status.port); is it running?",
          e);
    } catch (IOException e) {
      throw new CommandProblem(
          "the miner at " + site.address() + " does not answer: " + e.getClass().getSimpleName(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandProblem("interrupted", e);
    }
  }

  private JsonObject read(HttpResponse<byte[]> response) throws CommandProblem {
    return switch (Decoded.of(() -> JSON.parse(response.body()))) {
      case Decoded.Read<JsonObject>(var json) when response.statusCode() < GOOD -> json;
      case Decoded.Read<JsonObject>(var json) ->
          throw new CommandProblem(
              Label.of(json.textOr("detail", "the miner answers " + response.statusCode())).value()
                  + (response.statusCode() == 401
                      ? "; is " + site.adminToken() + " the running miner's?"
                      : ""));
      case Decoded.Refused<JsonObject> _ ->
          throw new CommandProblem(
              "what answers at "
                  + site.address()
                  + " (HTTP status "
                  + response.statusCode()
                  + ") is no miner of this version");
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
