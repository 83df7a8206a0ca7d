package io.byteleap.localnet;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The validator's interface for machines, as a tenant uses it. Calls block.
public final class MachineApi implements AutoCloseable {
  private static final String VMS = "/api/v1/vms";
  private static final Duration CALL_MAX = Duration.ofSeconds(10);
  private static final Duration STATS_MAX = Duration.ofSeconds(70);
  private static final String DATA = "data: ";
  private static final Json JSON = Json.upTo(32 << 20);

  private final Member validator;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  public MachineApi(Member validator, String token) {
    this.validator = validator;
    this.token = token;
  }

  /// What was answered, or why nothing was.
  public sealed interface Reply {}

  public record Answer(JsonObject body) implements Reply {}

  /// `kind` is the problem's short name, empty when there was no answer.
  public record Refusal(String kind, String why) implements Reply {}

  /// What is wished for, in the interface's words. The same `key` again is the same machine.
  public Reply rent(JsonObject wish, String key) {
    return call(
        request(VMS, CALL_MAX)
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(wish.toText())));
  }

  /// `word` is `start`, `stop` or `reboot`.
  public Reply order(String id, String word) {
    return call(
        request(VMS + "/" + id + "/" + word, CALL_MAX).POST(HttpRequest.BodyPublishers.noBody()));
  }

  public Reply end(String id) {
    return call(request(VMS + "/" + id, CALL_MAX).DELETE());
  }

  /// How the machine is, asked of it now.
  public Reply stats(String id) {
    return call(request(VMS + "/" + id + "/stats", STATS_MAX).GET());
  }

  /// The machine; empty when the validator does not say.
  public Optional<MachineRow> look(String id) {
    return call(request(VMS + "/" + id, CALL_MAX).GET()) instanceof Answer(var body)
        ? Optional.of(MachineRow.of(body))
        : Optional.empty();
  }

  /// Machines whose rental is not over.
  public List<MachineRow> open() {
    return call(request(VMS + "?limit=1000", CALL_MAX).GET()) instanceof Answer(var body)
        ? body.objectsOrNone("vms").stream()
            .map(MachineRow::of)
            .filter(row -> !row.isOver())
            .toList()
        : List.of();
  }

  /// Workers that can be rented, by their ids.
  public List<String> offers() {
    return call(request("/api/v1/offers?limit=1000", CALL_MAX).GET()) instanceof Answer(var body)
        ? body.objectsOrNone("offers").stream().map(offer -> offer.text("worker_id")).toList()
        : List.of();
  }

  /// Follows the machine: hands over each event of its stream until that ends.
  public CompletableFuture<Void> follow(String id, Consumer<MachineRow> follower) {
    var request = request(VMS + "/" + id + "/events", Duration.ofHours(1)).GET().build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
        .thenAccept(
            response -> {
              try (Stream<String> lines = response.body()) {
                lines
                    .filter(line -> line.startsWith(DATA))
                    .map(line -> MachineRow.of(JSON.parse(line.substring(DATA.length()))))
                    .forEach(follower);
              }
            });
  }

  private HttpRequest.Builder request(String path, Duration patience) {
    return HttpRequest.newBuilder(validator.url(path))
        .header("Authorization", "Bearer " + token)
        .timeout(patience);
  }

  private Reply call(HttpRequest.Builder request) {
    try {
      return read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return new Refusal("", "no answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Refusal("", "interrupted");
    }
  }

  private static Reply read(HttpResponse<byte[]> response) {
    return switch (Decoded.of(() -> JSON.parse(response.body()))) {
      case Decoded.Read<JsonObject>(var body) when response.statusCode() < 300 -> new Answer(body);
      case Decoded.Read<JsonObject>(var problem) ->
          new Refusal(
              problem.optionalText("kind").orElse(""),
              response.statusCode() + " " + problem.optionalText("detail").orElse(""));
      case Decoded.Refused<JsonObject>(var why) -> new Refusal("", "not JSON: " + why);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
