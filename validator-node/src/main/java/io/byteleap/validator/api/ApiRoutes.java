package io.byteleap.validator.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.History;
import io.byteleap.port.History.ChallengeFilter;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.wire.Decoded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.StringUnmarshallers;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/// `/api/v1`: miners, workers, challenges, leases, scores and weights. Everybody who reaches the
/// listener may read; leases are changed with the bearer token only. Refusals are problem
/// documents.
public final class ApiRoutes {
  private static final String BEARER = "Bearer ";
  private static final int LIMIT_USUAL = 100;
  private static final int LIMIT_MAX = 1_000;

  private final Directory directory;
  private final History history;
  private final Secret token;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Executor blocking;

  /// `blocking` runs what waits for the database; an empty `token` lets nobody change leases.
  public ApiRoutes(
      Directory directory,
      History history,
      Secret token,
      InstantSource clock,
      RandomGenerator random,
      Executor blocking) {
    this.directory = directory;
    this.history = history;
    this.token = token;
    this.clock = clock;
    this.random = random;
    this.blocking = blocking;
  }

  public Route routes() {
    return Directives.pathPrefix(
        PathMatchers.segment("api").slash("v1"),
        () ->
            Directives.concat(
                listing("miners", this::miners),
                Directives.path("workers", () -> Directives.get(this::workers)),
                Directives.path("challenges", () -> Directives.get(this::challenges)),
                Directives.path("scores", () -> Directives.get(this::scores)),
                listing("weights", this::weights),
                Directives.pathPrefix("leases", this::leases)));
  }

  private static Route listing(String name, Supplier<CompletionStage<JsonObject>> source) {
    return Directives.path(name, () -> Directives.get(() -> answered(source.get())));
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
                        all ->
                            list("workers", all.stream().flatMap(ApiRoutes::workers).toList()))));
  }

  private static Stream<JsonObject> workers(Standing standing) {
    return standing.workers().stream().map(worker -> ApiJson.worker(standing.miner(), worker));
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
                                        hotkey.orElse(""),
                                        worker.orElse(""),
                                        status.orElse(""),
                                        limit.orElse(LIMIT_USUAL))))));
  }

  private Route challenges(String hotkey, String worker, String status, int limit) {
    return switch (Decoded.of(() -> new ChallengeFilter(hotkey, worker, status, limit))) {
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

  private Route scores() {
    return Directives.parameterOptional(
        StringUnmarshallers.INTEGER,
        "limit",
        limit -> {
          int count = Math.clamp(limit.orElse(LIMIT_USUAL), 1, LIMIT_MAX);
          return answered(looked(() -> list("rounds", history.scoreRounds(count))));
        });
  }

  private CompletionStage<JsonObject> weights() {
    return directory
        .epoch()
        .thenCombine(
            looked(() -> list("submissions", history.submissions(LIMIT_USUAL))),
            (epoch, submissions) ->
                JsonObject.builder()
                    .putAll(ApiJson.epoch(epoch.epoch()))
                    .putAll(submissions)
                    .build());
  }

  private Route leases() {
    return Directives.concat(
        Directives.pathEndOrSingleSlash(
            () ->
                Directives.concat(
                    Directives.get(() -> answered(allLeases())),
                    Directives.post(() -> authorised(() -> withBody(this::lend))))),
        Directives.path(
            PathMatchers.segment().slash("renewal"),
            id -> Directives.post(() -> authorised(() -> withBody(body -> renew(id, body))))),
        Directives.path(
            PathMatchers.segment(), id -> Directives.delete(() -> authorised(() -> end(id)))));
  }

  private CompletionStage<JsonObject> allLeases() {
    return directory
        .standings(_ -> true)
        .thenApply(
            all -> {
              var now = clock.instant();
              return list(
                  "leases",
                  all.stream()
                      .flatMap(
                          standing ->
                              standing.leases().stream()
                                  .map(lease -> ApiJson.lease(standing.miner(), lease, now)))
                      .toList());
            });
  }

  private Route lend(String body) {
    return switch (LeaseRequest.decode(body, clock.instant(), random)) {
      case Decoded.Refused<LeaseRequest>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseRequest>(var request) when !directory.isMember(request.hotkey()) ->
          refused(Problem.notFound("no miner " + request.hotkey() + " in the subnet"));
      case Decoded.Read<LeaseRequest>(var request) ->
          changed(
              request.hotkey(),
              directory.change(
                  request.hotkey(), replyTo -> new ScoringEntity.Lend(request.lease(), replyTo)),
              201);
    };
  }

  private Route renew(String id, String body) {
    return switch (LeaseRequest.decodeRenewal(body)) {
      case Decoded.Refused<Instant>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Instant>(var until) ->
          changed(id, (lease, replyTo) -> new ScoringEntity.Renew(lease, until, replyTo));
    };
  }

  private Route end(String id) {
    return changed(id, ScoringEntity.End::new);
  }

  @FunctionalInterface
  private interface LeaseOrder {
    ScoringEntity.Command on(LeaseId lease, ActorRef<LeaseReply> replyTo);
  }

  /// Finds the lease's miner, then gives its ledger the order.
  private Route changed(String id, LeaseOrder order) {
    return switch (Decoded.of(() -> new LeaseId(id))) {
      case Decoded.Refused<LeaseId>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseId>(var lease) ->
          Directives.onSuccess(
              directory.minerOf(lease),
              miner ->
                  miner.isEmpty()
                      ? refused(Problem.notFound("no lease " + lease))
                      : changed(
                          miner.get(),
                          directory.change(miner.get(), replyTo -> order.on(lease, replyTo)),
                          200));
    };
  }

  private Route changed(Hotkey miner, CompletionStage<LeaseReply> reply, int status) {
    return responded(
        reply.thenApply(
            answer ->
                switch (answer) {
                  case ScoringEntity.Held(var lease) ->
                      StatusServer.json(status, ApiJson.lease(miner, lease, clock.instant()));
                  case ScoringEntity.Refused(var why, var says) -> problem(why, says).toResponse();
                }));
  }

  private static Problem problem(Refusal why, String says) {
    return switch (why) {
      case UNKNOWN_WORKER, UNKNOWN_LEASE -> Problem.notFound(says);
      case WORKER_IS_LEASED, LEASE_ID_TAKEN, LEASE_IS_OVER -> Problem.conflict(says);
    };
  }

  private Route authorised(Supplier<Route> inner) {
    if (token.isEmpty()) {
      return refused(Problem.forbidden("leases cannot be changed here: api.token_file is not set"));
    }
    return Directives.optionalHeaderValueByName(
        "Authorization",
        header ->
            header
                    .filter(value -> value.startsWith(BEARER))
                    .map(value -> value.substring(BEARER.length()))
                    .filter(token::matches)
                    .isPresent()
                ? inner.get()
                : refused(Problem.unauthorized("a valid bearer token is needed")));
  }

  private static Route withBody(Function<String, Route> inner) {
    return Directives.entity(Unmarshaller.entityToString(), inner);
  }

  private CompletionStage<JsonObject> looked(Supplier<JsonObject> question) {
    return CompletableFuture.supplyAsync(question, blocking);
  }

  private static Route answered(CompletionStage<JsonObject> answer) {
    return responded(answer.thenApply(json -> StatusServer.json(200, json)));
  }

  private static Route responded(CompletionStage<HttpResponse> response) {
    return Directives.completeWithFuture(
        response.exceptionally(
            failure ->
                Problem.unavailable(
                        FailureCause.of(failure) instanceof HistoryUnavailable
                            ? "the database cannot be read now"
                            : "no answer in time: " + FailureCause.text(failure))
                    .toResponse()));
  }

  private static Route refused(Problem problem) {
    return Directives.complete(problem.toResponse());
  }

  private static JsonObject list(String name, List<JsonObject> items) {
    return JsonObject.builder().putObjects(name, items).build();
  }
}
