package io.byteleap.miner.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.Secret;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.http.JsonBody;
import io.byteleap.http.Problem;
import io.byteleap.http.Rejections;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.Answer;
import io.byteleap.miner.admission.Book;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.admission.Order;
import io.byteleap.miner.api.Listing.Item;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.node.StatusServer;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// `/api/v1/workers` and `/api/v1/join-tokens`. Everybody who reaches the listener may read of the
/// workers; everything else takes the admin token. Where the miner has several hotkeys, the
/// parameter `hotkey` says which one is meant; without it the list has the workers of all, in pages
/// (see [Listing]). Refusals are problem documents.
public final class WorkerRoutes {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LIFETIME_USUAL = Duration.ofDays(1);
  private static final String BEARER = "Bearer ";
  private static final Json JSON = Json.upTo(JsonBody.SIZE_MAX);

  /// A hotkey, the name of its wallet, and where its workers are registered.
  public record Owner(Hotkey hotkey, String name, ActorRef<WorkerRegistry.Command> workers) {
    public static Owner of(Owners owners) {
      return new Owner(owners.hotkey(), owners.name(), owners.workers());
    }

    private boolean isCalled(String text) {
      return hotkey.value().equals(text) || name.equals(text);
    }
  }

  private final List<Owner> owners;
  private final Secret adminToken;
  private final Scheduler scheduler;
  private final InstantSource clock;

  public WorkerRoutes(
      List<Owner> owners, Secret adminToken, Scheduler scheduler, InstantSource clock) {
    this.owners = List.copyOf(owners);
    this.adminToken = adminToken;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  public Route routes() {
    return Directives.concat(at("workers", this::workers), at("join-tokens", this::tokens));
  }

  private static Route at(String resource, Supplier<Route> inner) {
    return Directives.pathPrefix(
        PathMatchers.segment("api").slash("v1").slash(resource), () -> Rejections.handled(inner));
  }

  private Route workers() {
    return Directives.concat(
        Directives.pathEndOrSingleSlash(() -> Directives.get(this::list)),
        Directives.path(
            PathMatchers.segment(),
            id ->
                Directives.concat(
                    Directives.get(
                        () -> chosen(owner -> named(id, worker -> responded(show(owner, worker))))),
                    Directives.delete(() -> ordered(id, Order.Remove::new)))),
        Directives.path(
            PathMatchers.segment().slash("drain"),
            id -> Directives.post(() -> ordered(id, Order.Drain::new))),
        Directives.path(
            PathMatchers.segment().slash("resume"),
            id -> Directives.post(() -> ordered(id, Order.Resume::new))),
        Directives.path(
            PathMatchers.segment().slash("label"),
            id ->
                Directives.put(
                    () -> authorised(owner -> JsonBody.read(body -> rename(owner, id, body))))));
  }

  private Route tokens() {
    return authorised(
        owner ->
            Directives.concat(
                Directives.pathEndOrSingleSlash(
                    () ->
                        Directives.concat(
                            Directives.get(() -> carriedOut(owner, new Order.Show())),
                            Directives.post(() -> JsonBody.read(body -> issue(owner, body))))),
                Directives.path(
                    PathMatchers.segment(), id -> Directives.delete(() -> revoke(owner, id)))));
  }

  private Route list() {
    return Directives.parameterMap(
        parameters ->
            switch (Listing.of(parameters)) {
              case Decoded.Refused<Listing>(var why) -> Problem.badRequest(why.value()).refusal();
              case Decoded.Read<Listing>(var listing) -> responded(page(listing));
            });
  }

  private CompletionStage<HttpResponse> page(Listing listing) {
    CompletionStage<Stream<Item>> all = CompletableFuture.completedStage(Stream.of());
    for (Owner owner : owners) {
      if (listing.wants(owner.hotkey(), owner.name())) {
        var items = seen(owner, (roster, book) -> WorkerJson.workers(owner.hotkey(), roster, book));
        all = all.thenCombine(items, Stream::concat);
      }
    }
    return all.thenApply(items -> StatusServer.json(200, listing.page("workers", items.toList())));
  }

  private CompletionStage<HttpResponse> show(Owner owner, WorkerId worker) {
    return seen(
        owner,
        (roster, book) ->
            roster.workers().stream()
                .filter(entry -> entry.view().id().equals(worker))
                .findFirst()
                .map(entry -> ApiJson.worker(owner.hotkey(), entry.view()))
                .or(
                    () ->
                        book.member(worker)
                            .map(member -> WorkerJson.absent(owner.hotkey(), member)))
                .map(json -> StatusServer.json(200, json))
                .orElseGet(() -> Problem.notFound("there is no worker " + worker).toResponse()));
  }

  @FunctionalInterface
  private interface Seeing<T> {
    T of(Roster roster, Book book);
  }

  private <T> CompletionStage<T> seen(Owner owner, Seeing<T> seeing) {
    return AskPattern.<WorkerRegistry.Command, Roster>ask(
            owner.workers(), WorkerRegistry.GetRoster::new, ASK_TIMEOUT, scheduler)
        .thenCombine(
            ask(owner, new Order.Show()), (roster, answer) -> seeing.of(roster, book(answer)));
  }

  private static Book book(Answer answer) {
    if (answer instanceof Answer.Shown(var book)) {
      return book;
    }
    throw new IllegalStateException("BUG: the book was asked for, came " + answer);
  }

  private CompletionStage<Answer> ask(Owner owner, Order order) {
    return AskPattern.ask(
        owner.workers(),
        (ActorRef<Answer> replyTo) -> new WorkerRegistry.Administer(order, replyTo),
        ASK_TIMEOUT,
        scheduler);
  }

  private static Route named(String id, Function<WorkerId, Route> inner) {
    return switch (Decoded.of(() -> new WorkerId(id))) {
      case Decoded.Refused<WorkerId>(var why) -> Problem.badRequest(why.value()).refusal();
      case Decoded.Read<WorkerId>(var worker) -> inner.apply(worker);
    };
  }

  private Route ordered(String id, Function<WorkerId, Order> order) {
    return authorised(owner -> named(id, worker -> carriedOut(owner, order.apply(worker))));
  }

  private Route rename(Owner owner, String id, String body) {
    return switch (Decoded.of(() -> label(JSON.parse(body)))) {
      case Decoded.Refused<Label>(var why) -> Problem.badRequest(why.value()).refusal();
      case Decoded.Read<Label>(var label) ->
          named(id, worker -> carriedOut(owner, new Order.Rename(worker, label)));
    };
  }

  private Route issue(Owner owner, String body) {
    return switch (Decoded.of(() -> wanted(JSON.parse(body)))) {
      case Decoded.Refused<Order>(var why) -> Problem.badRequest(why.value()).refusal();
      case Decoded.Read<Order>(var order) -> carriedOut(owner, order);
    };
  }

  private static Order wanted(JsonObject json) {
    long seconds = json.optionalInteger("lifetime_seconds").orElse(LIFETIME_USUAL.toSeconds());
    return new Order.NewToken(
        json.has("label") ? label(json) : Label.NONE,
        Duration.ofSeconds(seconds),
        json.integerWithinOr("uses", Integer.MIN_VALUE, Integer.MAX_VALUE, 1),
        json.textOr("address", ""));
  }

  /// A name that would be shown otherwise than it was given is refused.
  private static Label label(JsonObject json) {
    return new Label(json.text("label"));
  }

  private Route revoke(Owner owner, String id) {
    return switch (Decoded.of(() -> new TokenId(id))) {
      case Decoded.Refused<TokenId>(var why) -> Problem.badRequest(why.value()).refusal();
      case Decoded.Read<TokenId>(var token) -> carriedOut(owner, new Order.Revoke(token));
    };
  }

  private Route carriedOut(Owner owner, Order order) {
    return responded(ask(owner, order).thenApply(this::response));
  }

  private HttpResponse response(Answer answer) {
    var now = clock.instant();
    return switch (answer) {
      case Answer.Issued(var token, var kept) ->
          StatusServer.json(201, WorkerJson.issued(token, kept, now));
      case Answer.Revoked(var token) -> StatusServer.json(200, WorkerJson.token(token, now));
      case Answer.Shown(var book) ->
          StatusServer.json(
              200,
              JsonObject.builder()
                  .putObjects(
                      "join_tokens",
                      book.tokens().values().stream()
                          .map(token -> WorkerJson.token(token, now))
                          .toList())
                  .build());
      case Answer.Changed(Member member) ->
          StatusServer.json(
              200,
              JsonObject.builder()
                  .put("worker_id", member.id().value())
                  .putAll(WorkerJson.standing(member))
                  .build());
      case Answer.Refused(var why, var says) -> problem(why, says).toResponse();
    };
  }

  private static Problem problem(Answer.Why why, String says) {
    return switch (why) {
      case UNKNOWN -> Problem.notFound(says);
      case CONFLICT -> Problem.conflict(says);
      case INVALID -> Problem.badRequest(says);
      case FAILED -> Problem.internal(says);
    };
  }

  private static Route responded(CompletionStage<HttpResponse> response) {
    return Directives.completeWithFuture(
        response.exceptionally(
            failure ->
                Problem.unavailable("no answer in time: " + FailureCause.text(failure))
                    .toResponse()));
  }

  /// With one hotkey it need not be named.
  private Route chosen(Function<Owner, Route> inner) {
    return Directives.parameterOptional(
        "hotkey",
        name -> {
          var meant =
              owners.stream().filter(owner -> name.map(owner::isCalled).orElse(true)).toList();
          return switch (meant.size()) {
            case 0 -> Problem.notFound("this miner has no such hotkey").refusal();
            case 1 -> inner.apply(meant.getFirst());
            default ->
                Problem.badRequest("this miner has several hotkeys: say which (hotkey)").refusal();
          };
        });
  }

  private Route authorised(Function<Owner, Route> inner) {
    return Directives.optionalHeaderValueByName(
        "Authorization",
        header ->
            isAdmin(header)
                ? chosen(inner)
                : Problem.unauthorized("the miner's admin token is needed").refusal());
  }

  private boolean isAdmin(Optional<String> header) {
    return header
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()))
        .filter(adminToken::matches)
        .isPresent();
  }
}
