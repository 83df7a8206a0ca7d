package io.byteleap.miner.api;

import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.challenge.Tally;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.validator.ValidatorDirectory.Standings;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.node.StatusServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// What operators may read of a miner: `/status` and `GET /api/v1/validators`; for its workers see
/// [WorkerRoutes]. Asks the owners of what it shows.
public final class MinerApi {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private final Owners owners;
  private final SubnetView subnet;
  private final Hotkey own;
  private final Scheduler scheduler;

  /// Whom it asks.
  public record Owners(
      ActorRef<WorkerRegistry.Command> workers,
      ActorRef<ValidatorDirectory.Command> validators,
      ActorRef<ChallengeDesk.Command> challenges) {}

  public MinerApi(Owners owners, SubnetView subnet, Hotkey own, Scheduler scheduler) {
    this.owners = owners;
    this.subnet = subnet;
    this.own = own;
    this.scheduler = scheduler;
  }

  /// What `/status` says of a miner.
  public CompletionStage<JsonObject> status() {
    CompletionStage<Tally> tally =
        AskPattern.ask(owners.challenges(), ChallengeDesk.GetTally::new, ASK_TIMEOUT, scheduler);
    var metagraph = subnet.metagraph();
    return workers()
        .thenCombine(
            validators(),
            (workers, validators) ->
                JsonObject.builder()
                    .put("node", "miner")
                    .put("hotkey", own.value())
                    .put("registered", metagraph.of(own).isPresent())
                    .put("block", metagraph.block().value())
                    .putObjects("workers", workers)
                    .putObjects("validators", validators))
        .thenCombine(
            tally, (json, counts) -> json.put("challenges", ApiJson.challenges(counts)).build());
  }

  public Route routes() {
    return Directives.pathPrefix(
        PathMatchers.segment("api").slash("v1"), () -> listing("validators", this::validators));
  }

  private static Route listing(String name, Supplier<CompletionStage<List<JsonObject>>> source) {
    return Directives.path(
        name,
        () ->
            Directives.get(
                () ->
                    Directives.completeWithFuture(
                        source
                            .get()
                            .thenApply(
                                items ->
                                    StatusServer.json(
                                        200, JsonObject.builder().putObjects(name, items).build()))
                            .exceptionally(
                                failure -> StatusServer.json(503, ApiJson.problem(failure))))));
  }

  private CompletionStage<List<JsonObject>> workers() {
    return AskPattern.<WorkerRegistry.Command, Roster>ask(
            owners.workers(), WorkerRegistry.GetRoster::new, ASK_TIMEOUT, scheduler)
        .thenApply(
            roster ->
                roster.workers().stream().map(entry -> ApiJson.worker(entry.view())).toList());
  }

  private CompletionStage<List<JsonObject>> validators() {
    return AskPattern.<ValidatorDirectory.Command, Standings>ask(
            owners.validators(), ValidatorDirectory.GetStandings::new, ASK_TIMEOUT, scheduler)
        .thenApply(standings -> standings.validators().stream().map(ApiJson::validator).toList());
  }
}
