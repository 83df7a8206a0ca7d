package io.byteleap.node;

import io.byteleap.actor.FailureCause;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// Answers operators and their tools: `/alive`, `/ready`, `/status`, `/metrics`, and whatever else
/// a node adds.
public final class StatusServer {
  private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(2);

  /// What the endpoints show: health, figures, and the node's own words about itself.
  public record Sources(
      Health health, Metrics metrics, Supplier<CompletionStage<JsonObject>> status) {}

  private StatusServer() {}

  /// Binds; the stage fails when the address is taken.
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, ListenAddress address, Sources sources, Route more) {
    return Http.get(system)
        .newServerAt(address.host(), address.port())
        .bind(Directives.concat(routes(sources), more))
        .thenApply(binding -> binding.addToCoordinatedShutdown(SHUTDOWN_MAX, system));
  }

  private static Route routes(Sources sources) {
    return Directives.get(
        () ->
            Directives.concat(
                Directives.path("alive", () -> Directives.complete(json(200, alive()))),
                Directives.path("ready", () -> Directives.complete(ready(sources.health()))),
                Directives.path("status", () -> status(sources)),
                Directives.path("metrics", () -> Directives.complete(metrics(sources.metrics())))));
  }

  private static JsonObject alive() {
    return JsonObject.builder().put("alive", true).put("version", Build.version()).build();
  }

  private static HttpResponse ready(Health health) {
    return json(health.isReady() ? 200 : 503, health.toJson());
  }

  private static Route status(Sources sources) {
    return Directives.completeWithFuture(
        sources
            .status()
            .get()
            .thenApply(own -> json(200, common(sources.health()).putAll(own).build()))
            .exceptionally(failure -> json(503, problem(failure))));
  }

  private static JsonObject.Builder common(Health health) {
    return JsonObject.builder()
        .put("version", Build.version())
        .put("pid", ProcessHandle.current().pid())
        .putAll(health.toJson());
  }

  private static JsonObject problem(Throwable failure) {
    return JsonObject.builder().put("error", FailureCause.text(failure)).build();
  }

  private static HttpResponse metrics(Metrics metrics) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, metrics.scrape()));
  }

  /// A response with a JSON body.
  public static HttpResponse json(int status, JsonObject body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toText()));
  }
}
