package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.access.Scope;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.http.Problem;
import io.byteleap.node.StatusServer;
import io.byteleap.port.LeaseIndex;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import io.byteleap.wire.Decoded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/// Leases: listed from the index, which is a moment behind; begun, renewed and ended by the
/// ledgers, which alone decide.
final class LeaseOperations {
  private static final String LEASES = "leases";
  private static final String ONE = LEASES + "/{lease_id}";
  private static final String RENEWAL = ONE + "/renewal";
  private static final Parameter ID = Parameter.path("lease_id", "The lease's id.");
  private static final Parameter STATE =
      Parameter.query(
          "state", new Parameter.Word(LeaseIndex.Filter.STATES), "Only those in this state.");
  private static final Operation.Document LEASE = new Operation.Document("Lease");

  private final Directory directory;
  private final LeaseIndex index;
  private final Repeats repeats;
  private final InstantSource clock;
  private final Executor blocking;

  LeaseOperations(
      Directory directory,
      LeaseIndex index,
      Repeats repeats,
      InstantSource clock,
      Executor blocking) {
    this.directory = directory;
    this.index = index;
    this.repeats = repeats;
    this.clock = clock;
    this.blocking = blocking;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(LEASES, "listLeases", "Leases, those first that begin last", this::list)
            .taking(Filters.HOTKEY, Filters.WORKER, STATE, Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of leases", new Operation.Document("LeasePage")),
        Operation.get(ONE, "getLease", "One lease as it is now", this::show)
            .answering(200, "The lease", LEASE)
            .refusing(404),
        Operation.post(LEASES, "beginLease", "Lends a worker", Scope.LEASE, this::lend)
            .taking(Repeats.KEY)
            .reading("LeaseWish")
            .answering(201, "The lease is new", LEASE)
            .answering(200, "The lease was there, with the same terms", LEASE)
            .refusing(404, 409, 413, 415, 422),
        Operation.post(RENEWAL, "renewLease", "Moves the end of a lease", Scope.LEASE, this::renew)
            .taking(Repeats.KEY, LeaseTag.IF_MATCH)
            .reading("Renewal")
            .answering(200, "The lease as it stands now", LEASE)
            .refusing(404, 409, 412, 413, 415, 422),
        Operation.delete(ONE, "endLease", "Ends a lease now", Scope.LEASE, this::end)
            .taking(Repeats.KEY, LeaseTag.IF_MATCH)
            .answering(200, "The lease, which is over", LEASE)
            .refusing(404, 409, 412, 422));
  }

  private CompletionStage<HttpResponse> list(ApiCall call) {
    var filter =
        new LeaseIndex.Filter(
            call.value(Filters.HOTKEY), call.value(Filters.WORKER), call.value(STATE));
    return Paging.answered(
        LEASES,
        call,
        wish -> {
          var now = clock.instant();
          return CompletableFuture.supplyAsync(() -> index.page(filter, wish, now), blocking)
              .thenApply(
                  page ->
                      Paging.json(
                          LEASES,
                          page.map(entry -> ApiJson.lease(entry.miner(), entry.lease(), now))));
        });
  }

  private CompletionStage<HttpResponse> show(ApiCall call) {
    return ofLease(
        call,
        id ->
            found(id)
                .thenCompose(
                    entry ->
                        entry.isEmpty()
                            ? refused(unknown(id))
                            : directory
                                .lease(entry.get().miner(), id)
                                .thenApply(now -> shown(200, now.orElse(entry.get())))));
  }

  private static Problem unknown(LeaseId id) {
    return Problem.notFound("no lease " + id).ofKind(kind(Refusal.UNKNOWN_LEASE));
  }

  /// By the index; a lease that is so new that it is not there yet is known to its ledger only.
  private CompletionStage<Optional<LeaseIndex.Entry>> found(LeaseId id) {
    return CompletableFuture.supplyAsync(() -> index.find(id), blocking)
        .thenCompose(
            entries ->
                entries.isEmpty()
                    ? directory.leases(id)
                    : CompletableFuture.completedStage(entries))
        .thenApply(entries -> entries.stream().findFirst());
  }

  private CompletionStage<HttpResponse> lend(ApiCall call) {
    var usual =
        new LeaseRequest.Usual(new LeaseId(repeats.id(call, "beginLease")), call.caller().source());
    return switch (LeaseRequest.decode(call.body(), usual)) {
      case Decoded.Refused<LeaseRequest>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseRequest>(var request) when !directory.isMember(request.hotkey()) ->
          refused(Problem.notFound("no miner " + request.hotkey() + " in the subnet"));
      case Decoded.Read<LeaseRequest>(var request) ->
          repeats.once(call, "beginLease", () -> lend(request));
    };
  }

  /// An id is one lease's in the whole subnet, so that it is enough to find it by.
  private CompletionStage<HttpResponse> lend(LeaseRequest request) {
    var terms = request.terms();
    return CompletableFuture.supplyAsync(() -> index.find(terms.id()), blocking)
        .thenCompose(
            entries ->
                entries.stream().allMatch(entry -> entry.miner().equals(request.hotkey()))
                    ? ordered(request.hotkey(), replyTo -> new ScoringEntity.Lend(terms, replyTo))
                    : refused(
                        Problem.conflict("lease " + terms.id() + " is another miner's")
                            .ofKind(kind(Refusal.LEASE_ID_TAKEN))));
  }

  private CompletionStage<HttpResponse> renew(ApiCall call) {
    return switch (LeaseRequest.decodeRenewal(call.body())) {
      case Decoded.Refused<Instant>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Instant>(var until) ->
          changed(
              call,
              "renewLease",
              new Orders(
                  (id, to) -> new ScoringEntity.Renew(id, until, to),
                  (id, seen, to) -> new ScoringEntity.RenewSeen(id, seen, until, to)));
    };
  }

  private CompletionStage<HttpResponse> end(ApiCall call) {
    return changed(
        call, "endLease", new Orders(ScoringEntity.End::new, ScoringEntity.EndSeen::new));
  }

  @FunctionalInterface
  private interface Order {
    ScoringEntity.Command on(LeaseId lease, ActorRef<LeaseReply> replyTo);
  }

  @FunctionalInterface
  private interface OrderIfSeen {
    ScoringEntity.Command on(LeaseId lease, LeaseVersion seen, ActorRef<LeaseReply> replyTo);
  }

  /// The order of whoever does not say what it saw, and of whoever does.
  private record Orders(Order blind, OrderIfSeen seen) {
    Order of(LeaseTag tag) {
      return switch (tag) {
        case LeaseTag.AnyVersion() -> blind;
        case LeaseTag.Version(var version) -> (id, to) -> seen.on(id, version, to);
      };
    }
  }

  private CompletionStage<HttpResponse> changed(ApiCall call, String what, Orders orders) {
    return switch (Decoded.of(() -> LeaseTag.of(call.value(LeaseTag.IF_MATCH)))) {
      case Decoded.Refused<LeaseTag>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseTag>(var tag) ->
          ofLease(call, id -> repeats.once(call, what, () -> changed(id, orders.of(tag))));
    };
  }

  /// Finds the lease's miner, then gives its ledger the order.
  private CompletionStage<HttpResponse> changed(LeaseId id, Order order) {
    return found(id)
        .thenCompose(
            entry ->
                entry.isEmpty()
                    ? refused(unknown(id))
                    : ordered(entry.get().miner(), replyTo -> order.on(id, replyTo)));
  }

  @FunctionalInterface
  private interface LeaseAnswer {
    CompletionStage<HttpResponse> about(LeaseId lease);
  }

  private static CompletionStage<HttpResponse> ofLease(ApiCall call, LeaseAnswer answer) {
    return switch (Decoded.of(() -> new LeaseId(call.value(ID)))) {
      case Decoded.Refused<LeaseId>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<LeaseId>(var id) -> answer.about(id);
    };
  }

  private CompletionStage<HttpResponse> ordered(
      Hotkey miner, Function<ActorRef<LeaseReply>, ScoringEntity.Command> order) {
    return directory
        .change(miner, order)
        .thenApply(
            reply ->
                switch (reply) {
                  case ScoringEntity.Begun(var lease) ->
                      shown(201, new LeaseIndex.Entry(miner, lease));
                  case ScoringEntity.Held(var lease) ->
                      shown(200, new LeaseIndex.Entry(miner, lease));
                  case ScoringEntity.Refused(var why, var says) ->
                      problem(why, says).ofKind(kind(why)).toResponse();
                });
  }

  private HttpResponse shown(int status, LeaseIndex.Entry entry) {
    return LeaseTag.tagged(
        StatusServer.json(status, ApiJson.lease(entry.miner(), entry.lease(), clock.instant())),
        entry.lease());
  }

  private static Problem problem(Refusal why, String says) {
    return switch (why) {
      case UNKNOWN_WORKER, UNKNOWN_LEASE -> Problem.notFound(says);
      case WORKER_IS_LEASED, LEASE_ID_TAKEN, LEASE_IS_OVER, TOO_MANY_LEASES ->
          Problem.conflict(says);
      case LEASE_CHANGED -> Problem.preconditionFailed(says);
      case LEASE_TOO_LONG -> Problem.badRequest(says);
    };
  }

  private static String kind(Refusal why) {
    return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
