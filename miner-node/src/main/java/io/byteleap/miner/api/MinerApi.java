package io.byteleap.miner.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.SubnetView;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.api.Listing.Item;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.challenge.Tally;
import io.byteleap.miner.challenge.Tasks;
import io.byteleap.miner.presence.HeartbeatPulse;
import io.byteleap.miner.presence.Reports;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.validator.ValidatorDirectory.Standings;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.node.StatusServer;
import io.byteleap.transport.EventFeed;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// What operators may read of a miner: `/status`, and under `/api/v1` pages of `validators`,
/// `tasks` and `heartbeats` (see [Listing]) and the stream of `events`; its workers are shown by
/// [WorkerRoutes]. Asks the owners of what it shows. Refusals are problem documents.
public final class MinerApi {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private final List<Owners> hotkeys;
  private final SubnetView subnet;
  private final EventFeed feed;
  private final Scheduler scheduler;

  /// `hotkeys` in the order of the configuration.
  public MinerApi(List<Owners> hotkeys, SubnetView subnet, EventFeed feed, Scheduler scheduler) {
    this.hotkeys = List.copyOf(hotkeys);
    this.subnet = subnet;
    this.feed = feed;
    this.scheduler = scheduler;
  }

  /// What `/status` says of a miner: of each hotkey how many of everything, and the first page of
  /// workers and validators.
  public CompletionStage<JsonObject> status() {
    return facts(_ -> true).thenApply(this::status);
  }

  private JsonObject status(List<HotkeyFacts> facts) {
    var metagraph = subnet.metagraph();
    return JsonObject.builder()
        .put("node", "miner")
        .put("block", metagraph.block().value())
        .put("workers_connected", facts.stream().mapToLong(HotkeyFacts::connected).sum())
        .put("followers", feed.followers())
        .putObjects("hotkeys", facts.stream().map(of -> of.summary(metagraph)).toList())
        .putObjects("workers", first("workers", facts, HotkeyFacts::workerItems))
        .putObjects("validators", first("validators", facts, HotkeyFacts::validatorItems))
        .build();
  }

  private static List<JsonObject> first(
      String name, List<HotkeyFacts> facts, Function<HotkeyFacts, Stream<Item>> items) {
    return Listing.FIRST.page(name, facts.stream().flatMap(items).toList()).objects(name);
  }

  public Route routes() {
    return Directives.pathPrefix(
        PathMatchers.segment("api").slash("v1"),
        () ->
            Directives.concat(
                listing("validators", HotkeyFacts::validatorItems),
                listing("tasks", HotkeyFacts::taskItems),
                listing("heartbeats", HotkeyFacts::heartbeatItems),
                Directives.path(
                    "events", () -> Directives.get(() -> feed.route(MinerApi::tooMany)))));
  }

  private static Route tooMany() {
    return Problem.unavailable("as many follow the events as may").refusal();
  }

  private Route listing(String name, Function<HotkeyFacts, Stream<Item>> items) {
    return Directives.path(
        name,
        () ->
            Directives.get(
                () ->
                    Directives.parameterMap(
                        parameters ->
                            switch (Listing.of(parameters)) {
                              case Decoded.Refused<Listing>(var why) ->
                                  Problem.badRequest(why.value()).refusal();
                              case Decoded.Read<Listing>(var listing) ->
                                  answered(page(name, listing, items));
                            })));
  }

  private CompletionStage<JsonObject> page(
      String name, Listing listing, Function<HotkeyFacts, Stream<Item>> items) {
    return facts(owners -> listing.wants(owners.hotkey(), owners.name()))
        .thenApply(facts -> listing.page(name, facts.stream().flatMap(items).toList()));
  }

  private static Route answered(CompletionStage<JsonObject> answer) {
    return Directives.completeWithFuture(
        answer
            .thenApply(json -> StatusServer.json(200, json))
            .exceptionally(
                failure ->
                    Problem.unavailable("no answer in time: " + FailureCause.text(failure))
                        .toResponse()));
  }

  private CompletionStage<List<HotkeyFacts>> facts(Predicate<Owners> wanted) {
    CompletionStage<List<HotkeyFacts>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (var stage : hotkeys.stream().filter(wanted).map(this::factsOf).toList()) {
      all =
          all.thenCombine(
              stage, (list, facts) -> Stream.concat(list.stream(), Stream.of(facts)).toList());
    }
    return all;
  }

  private CompletionStage<HotkeyFacts> factsOf(Owners owners) {
    var workers =
        this.<WorkerRegistry.Command, Roster>ask(owners.workers(), WorkerRegistry.GetRoster::new);
    var validators =
        this.<ValidatorDirectory.Command, Standings>ask(
            owners.validators(), ValidatorDirectory.GetStandings::new);
    var reports =
        this.<HeartbeatPulse.Command, Reports>ask(
            owners.heartbeats(), HeartbeatPulse.GetReports::new);
    var tasks =
        this.<ChallengeDesk.Command, Tasks>ask(owners.challenges(), ChallengeDesk.GetTasks::new);
    var tally =
        this.<ChallengeDesk.Command, Tally>ask(owners.challenges(), ChallengeDesk.GetTally::new);
    return CompletableFuture.allOf(workers, validators, reports, tasks, tally)
        .thenApply(
            _ ->
                new HotkeyFacts(
                    owners,
                    workers.join().workers().stream().map(WorkerRegistry.Entry::view).toList(),
                    validators.join().validators(),
                    reports.join(),
                    tasks.join(),
                    tally.join()));
  }

  private <C, R> CompletableFuture<R> ask(
      ActorRef<C> owner, org.apache.pekko.japi.function.Function<ActorRef<R>, C> question) {
    return AskPattern.<C, R>ask(owner, question, ASK_TIMEOUT, scheduler).toCompletableFuture();
  }
}
