package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.answered;
import static io.byteleap.validator.api.Responses.list;
import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.http.Problem;
import io.byteleap.http.Rejections;
import io.byteleap.json.JsonObject;
import io.byteleap.port.History;
import io.byteleap.port.History.ChallengeFilter;
import io.byteleap.validator.weights.RoundReplay;
import io.byteleap.wire.Decoded;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.StringUnmarshallers;

/// `/api/v1`: miners, workers, challenges, leases, scores and weights, explanations. Everybody who
/// reaches the listener may read; leases are changed with the bearer token only. Refusals are
/// problem documents.
public final class ApiRoutes {
  private static final int LIMIT_USUAL = 100;
  private static final int LIMIT_MAX = 1_000;

  private final Directory directory;
  private final History history;
  private final LeaseRoutes leases;
  private final RoundRoutes rounds;
  private final InstantSource clock;
  private final Executor blocking;

  /// What was: to look up, and to make again.
  public record Past(History history, RoundReplay rounds) {}

  /// `blocking` runs what waits for the database; an empty `token` lets nobody change leases.
  public ApiRoutes(
      Directory directory,
      Past past,
      Secret token,
      InstantSource clock,
      RandomGenerator random,
      Executor blocking) {
    this.directory = directory;
    this.history = past.history();
    this.rounds = new RoundRoutes(past.rounds(), blocking);
    this.leases = new LeaseRoutes(directory, token, clock, random);
    this.clock = clock;
    this.blocking = blocking;
  }

  public Route routes() {
    return Directives.pathPrefix(
        "api", () -> Rejections.handled(() -> Directives.pathPrefix("v1", this::resources)));
  }

  private Route resources() {
    return Directives.concat(
        read("miners", () -> answered(miners())),
        read("workers", this::workers),
        read("challenges", this::challenges),
        read("scores", () -> limited(this::scores)),
        read("weights", () -> limited(this::weights)),
        rounds.explanation(),
        rounds.replay(),
        Directives.pathPrefix("leases", leases::routes));
  }

  private static Route read(String name, Supplier<Route> inner) {
    return Directives.path(name, () -> Directives.get(inner));
  }

  private CompletionStage<JsonObject> miners() {
    return directory
        .standings(_ -> true)
        .thenApply(
            all -> {
              var now = clock.instant();
              var metagraph = directory.subnet().metagraph();
              return list(
                  "miners",
                  all.stream().map(miner -> ApiJson.miner(miner, metagraph, now)).toList());
            });
  }

  private Route workers() {
    return Directives.parameterOptional(
        "hotkey",
        hotkey ->
            answered(
                directory
                    .standings(candidate -> isWanted(candidate, hotkey))
                    .thenApply(
                        all -> {
                          var now = clock.instant();
                          return list(
                              "workers",
                              all.stream()
                                  .flatMap(standing -> ApiJson.workers(standing, now))
                                  .toList());
                        })));
  }

  private static boolean isWanted(Hotkey candidate, Optional<String> hotkey) {
    return hotkey.isEmpty() || candidate.value().equals(hotkey.get());
  }

  private Route challenges() {
    return Directives.parameterOptional(
        "hotkey",
        hotkey ->
            Directives.parameterOptional(
                "worker_id",
                worker ->
                    Directives.parameterOptional(
                        "status",
                        status ->
                            Directives.parameterOptional(
                                StringUnmarshallers.INTEGER,
                                "limit",
                                limit ->
                                    challenges(
                                        () ->
                                            new ChallengeFilter(
                                                hotkey.orElse(""),
                                                worker.orElse(""),
                                                status.orElse(""),
                                                limit.orElse(LIMIT_USUAL)))))));
  }

  private Route challenges(Supplier<ChallengeFilter> wanted) {
    return switch (Decoded.of(wanted)) {
      case Decoded.Refused<ChallengeFilter>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<ChallengeFilter>(var filter) ->
          answered(
              looked(
                  () ->
                      JsonObject.builder()
                          .put("totals", history.challengeTotals(filter))
                          .putObjects("challenges", history.challenges(filter))
                          .build()));
    };
  }

  /// How many, newest first: `limit`, 1 to 1,000.
  private static Route limited(IntFunction<Route> inner) {
    return Directives.parameterOptional(
        StringUnmarshallers.INTEGER,
        "limit",
        limit -> {
          int count = limit.orElse(LIMIT_USUAL);
          return count < 1 || count > LIMIT_MAX
              ? refused(Problem.badRequest("limit must be 1 to " + LIMIT_MAX))
              : inner.apply(count);
        });
  }

  private Route scores(int count) {
    return answered(looked(() -> list("rounds", history.scoreRounds(count))));
  }

  private Route weights(int count) {
    return answered(
        directory
            .epoch()
            .thenCombine(
                looked(() -> list("submissions", history.submissions(count))),
                (epoch, submissions) ->
                    JsonObject.builder()
                        .putAll(ApiJson.progress(epoch.epoch()))
                        .putObjects(
                            "weights",
                            ApiJson.weights(epoch.epoch(), directory.subnet().metagraph()))
                        .putAll(submissions)
                        .build()));
  }

  private CompletionStage<JsonObject> looked(Supplier<JsonObject> question) {
    return CompletableFuture.supplyAsync(question, blocking);
  }
}
