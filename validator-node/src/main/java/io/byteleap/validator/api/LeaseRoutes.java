package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.http.JsonBody;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import io.byteleap.wire.Decoded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;

/// `/leases`: everybody may read them; whoever has the bearer token begins, renews and ends them.
final class LeaseRoutes {
  private static final String BEARER = "Bearer ";

  private final Directory directory;
  private final Secret token;
  private final InstantSource clock;
  private final RandomGenerator random;

  LeaseRoutes(Directory directory, Secret token, InstantSource clock, RandomGenerator random) {
    this.directory = directory;
    this.token = token;
    this.clock = clock;
    this.random = random;
  }

  Route routes() {
    return Directives.concat(
        Directives.pathEndOrSingleSlash(
            () ->
                Directives.concat(
                    Directives.get(() -> Responses.answered(all())),
                    Directives.post(() -> authorised(() -> JsonBody.read(this::lend))))),
        Directives.path(
            PathMatchers.segment().slash("renewal"),
            id -> Directives.post(() -> authorised(() -> JsonBody.read(body -> renew(id, body))))),
        Directives.path(
            PathMatchers.segment(),
            id -> Directives.delete(() -> authorised(() -> changed(id, ScoringEntity.End::new)))));
  }

  private CompletionStage<JsonObject> all() {
    return directory
        .standings(_ -> true)
        .thenApply(
            all -> {
              var now = clock.instant();
              return Responses.list(
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
    return switch (LeaseRequest.decode(body, random)) {
      case Decoded.Refused<LeaseRequest>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseRequest>(var request) when !directory.isMember(request.hotkey()) ->
          refused(Problem.notFound("no miner " + request.hotkey() + " in the subnet"));
      case Decoded.Read<LeaseRequest>(var request) ->
          Responses.responded(
              ordered(
                  request.hotkey(), replyTo -> new ScoringEntity.Lend(request.terms(), replyTo)));
    };
  }

  private Route renew(String id, String body) {
    return switch (LeaseRequest.decodeRenewal(body)) {
      case Decoded.Refused<Instant>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Instant>(var until) ->
          changed(id, (lease, replyTo) -> new ScoringEntity.Renew(lease, until, replyTo));
    };
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
          Responses.responded(
              directory
                  .minerOf(lease)
                  .thenCompose(
                      miner ->
                          miner.isEmpty()
                              ? CompletableFuture.completedStage(
                                  Problem.notFound("no lease " + lease).toResponse())
                              : ordered(miner.get(), replyTo -> order.on(lease, replyTo))));
    };
  }

  private CompletionStage<HttpResponse> ordered(
      Hotkey miner, Function<ActorRef<LeaseReply>, ScoringEntity.Command> order) {
    return directory
        .change(miner, order)
        .thenApply(
            reply ->
                switch (reply) {
                  case ScoringEntity.Begun(var lease) -> shown(201, miner, lease);
                  case ScoringEntity.Held(var lease) -> shown(200, miner, lease);
                  case ScoringEntity.Refused(var why, var says) -> problem(why, says).toResponse();
                });
  }

  private HttpResponse shown(int status, Hotkey miner, Lease lease) {
    return StatusServer.json(status, ApiJson.lease(miner, lease, clock.instant()));
  }

  private static Problem problem(Refusal why, String says) {
    return switch (why) {
      case UNKNOWN_WORKER, UNKNOWN_LEASE -> Problem.notFound(says);
      case WORKER_IS_LEASED, LEASE_ID_TAKEN, LEASE_IS_OVER, TOO_MANY_LEASES ->
          Problem.conflict(says);
      case LEASE_TOO_LONG -> Problem.badRequest(says);
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
}
