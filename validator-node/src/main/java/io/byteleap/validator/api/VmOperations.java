package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.access.Scope;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.http.Problem;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.RentalIndex;
import io.byteleap.validator.gateway.RentalEntity;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Machines: rented, started, stopped, rebooted, looked at and given back. An order is acknowledged
/// when it is stored; how it goes is in the machine, and in its stream of events.
final class VmOperations {
  private static final String VMS = "vms";
  private static final String ONE = VMS + "/{vm_id}";
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STATS_TIMEOUT = Duration.ofSeconds(65);
  private static final Json JSON = Json.upTo(10 << 20);
  private static final Parameter ID = Parameter.path("vm_id", "The vm id.");
  private static final Parameter PHASE =
      Parameter.query(
          "phase",
          new Parameter.Word(Arrays.stream(Rental.Phase.values()).map(Rental.Phase::word).toList()),
          "Only those in this phase.");
  private static final Operation.Document VM = new Operation.Document("Vm");

  /// What the interface has for it.
  record Tools(
      Directory directory,
      RentalIndex index,
      Repeats repeats,
      InstantSource clock,
      Executor blocking) {}

  private final Renting.On renting;
  private final Tools tools;
  private final Offers offers;
  private final VmFollowing following;

  VmOperations(Renting.On renting, Tools tools) {
    this.renting = renting;
    this.tools = tools;
    this.offers = new Offers(renting, tools);
    this.following = new VmFollowing(this::asked, tools.clock());
  }

  List<Operation> all() {
    return List.of(
        Operation.get("offers", "listOffers", "Workers that can be rented now", offers::list)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of offers", new Operation.Document("OfferPage")),
        Operation.post(VMS, "createVm", "Rents a machine", Scope.VM, this::create)
            .taking(Repeats.KEY)
            .reading("VmWish")
            .answering(202, "The order is stored, and the machine is being made", VM)
            .refusing(404, 409, 413, 415, 422),
        Operation.get(VMS, "listVms", "Machines, those first that were rented last", this::list)
            .taking(Filters.HOTKEY, Filters.WORKER, PHASE, Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of machines", new Operation.Document("VmPage")),
        Operation.get(ONE, "getVm", "One machine as it is now", this::show)
            .answering(200, "The machine", VM)
            .refusing(404),
        ordering("start", "startVm", "Starts a machine that is stopped", OrderKind.START),
        ordering("stop", "stopVm", "Shuts a machine down", OrderKind.STOP),
        ordering("reboot", "rebootVm", "Boots a machine again", OrderKind.REBOOT),
        Operation.delete(
                ONE,
                "endVm",
                "Ends a rental: the machine and its disk are destroyed",
                Scope.VM,
                call -> order(call, "endVm", OrderKind.DESTROY))
            .taking(Repeats.KEY)
            .answering(202, "The order is stored, or it was", VM)
            .refusing(404, 409, 422),
        Operation.get(
                ONE + "/stats", "getVmStats", "How a machine is, asked of it now", this::stats)
            .answering(200, "What its worker says", new Operation.Document("VmStats"))
            .refusing(404, 409),
        Operation.get(
                ONE + "/events",
                "followVm",
                "A machine, whenever something of it changes",
                call -> ofVm(call, following::follow))
            .answering(200, "A stream of events", new Operation.Events("Vm"))
            .refusing(404));
  }

  private Operation ordering(String word, String id, String summary, OrderKind kind) {
    return Operation.post(ONE + "/" + word, id, summary, Scope.VM, call -> order(call, id, kind))
        .taking(Repeats.KEY)
        .answering(202, "The order is stored", VM)
        .refusing(404, 409, 422);
  }

  private CompletionStage<HttpResponse> create(ApiCall call) {
    var id = new RentalId(tools.repeats().id(call, "createVm"));
    return switch (VmWish.decode(call.body(), id, call.caller().source())) {
      case Decoded.Refused<RentalTerms>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<RentalTerms>(var terms) when !tools.directory().isMember(terms.miner()) ->
          refused(Problem.notFound("no miner " + terms.miner() + " in the subnet"));
      case Decoded.Read<RentalTerms>(var terms) ->
          tools.repeats().once(call, "createVm", () -> create(terms));
    };
  }

  /// A rental of this id is one of which only the answer was lost.
  private CompletionStage<HttpResponse> create(RentalTerms terms) {
    return asked(terms.id())
        .thenCompose(
            reply ->
                reply instanceof RentalEntity.NotThere
                    ? begun(terms)
                    : CompletableFuture.completedStage(response(202, terms.id(), reply)));
  }

  private CompletionStage<HttpResponse> begun(RentalTerms terms) {
    return offers
        .objection(terms)
        .thenCompose(
            objection ->
                objection.isPresent()
                    ? refused(objection.get())
                    : replied(terms.id(), replyTo -> new RentalEntity.Begin(terms, replyTo)));
  }

  private CompletionStage<HttpResponse> list(ApiCall call) {
    var filter =
        new RentalIndex.Filter(
            call.value(Filters.HOTKEY), call.value(Filters.WORKER), call.value(PHASE));
    return Paging.answered(
        VMS,
        call,
        wish ->
            CompletableFuture.supplyAsync(() -> tools.index().page(filter, wish), tools.blocking())
                .thenApply(
                    page ->
                        Paging.json(
                            VMS,
                            page.map(
                                rental ->
                                    VmJson.of(rental, Label.NONE, tools.clock().instant())))));
  }

  @FunctionalInterface
  private interface VmAnswer {
    CompletionStage<HttpResponse> about(RentalId vm);
  }

  private static CompletionStage<HttpResponse> ofVm(ApiCall call, VmAnswer answer) {
    return switch (Decoded.of(() -> new RentalId(call.value(ID)))) {
      case Decoded.Refused<RentalId>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<RentalId>(var id) -> answer.about(id);
    };
  }

  private CompletionStage<HttpResponse> show(ApiCall call) {
    return ofVm(call, id -> asked(id).thenApply(reply -> response(200, id, reply)));
  }

  private CompletionStage<RentalEntity.Reply> asked(RentalId id) {
    return asked(id, RentalEntity.GetRental::new);
  }

  private CompletionStage<RentalEntity.Reply> asked(
      RentalId id, Function<ActorRef<RentalEntity.Reply>, RentalEntity.Command> command) {
    return AskPattern.ask(
        renting.rentals().of(id), command::apply, ASK_TIMEOUT, renting.scheduler());
  }

  private CompletionStage<HttpResponse> order(ApiCall call, String what, OrderKind kind) {
    return ofVm(
        call,
        id ->
            tools
                .repeats()
                .once(call, what, () -> replied(id, to -> new RentalEntity.Order(kind, to))));
  }

  private CompletionStage<HttpResponse> replied(
      RentalId id, Function<ActorRef<RentalEntity.Reply>, RentalEntity.Command> command) {
    return asked(id, command).thenApply(reply -> response(202, id, reply));
  }

  private HttpResponse response(int status, RentalId id, RentalEntity.Reply reply) {
    return switch (reply) {
      case RentalEntity.Shown(var rental, var step) ->
          StatusServer.json(status, VmJson.of(rental, step, tools.clock().instant()));
      case RentalEntity.NotThere() -> unknown(id).toResponse();
      case RentalEntity.Refused(var why, var says) ->
          Problem.conflict(says)
              .ofKind(why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toResponse();
    };
  }

  static Problem unknown(RentalId id) {
    return Problem.notFound("no vm " + id).ofKind("unknown-vm");
  }

  private CompletionStage<HttpResponse> stats(ApiCall call) {
    return ofVm(
        call,
        id ->
            AskPattern.<RentalEntity.Command, RentalEntity.Stats>ask(
                    renting.rentals().of(id),
                    RentalEntity.AskStats::new,
                    STATS_TIMEOUT,
                    renting.scheduler())
                .thenApply(stats -> response(id, stats)));
  }

  private static HttpResponse response(RentalId id, RentalEntity.Stats stats) {
    return switch (stats) {
      case RentalEntity.Known(var status, var info) ->
          StatusServer.json(
              200,
              JsonObject.builder()
                  .put("vm_id", id.value())
                  .put("status", status.name().toLowerCase(Locale.ROOT))
                  .put("info", JSON.parse(info))
                  .build());
      case RentalEntity.NotKnown(var why) ->
          Problem.conflict(why).ofKind("vm-not-known").toResponse();
    };
  }
}
