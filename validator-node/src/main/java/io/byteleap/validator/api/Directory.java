package io.byteleap.validator.api;

import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Stages;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.json.JsonObject;
import io.byteleap.port.LeaseIndex;
import io.byteleap.validator.challenge.UnitKeeper;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.SubmissionPlan;
import io.byteleap.validator.weights.WeightKeeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;

/// Asks the owners of what the HTTP interface shows: every miner's ledger, the record of buckets
/// served, the weights. What is true now is theirs to say; what was is in the history.
public final class Directory {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private final Owners owners;
  private final SubnetView subnet;
  private final Hotkey own;
  private final Supplier<ScoringPolicy> policy;
  private final ValidatorMetrics metrics;
  private final InstantSource clock;
  private final Scheduler scheduler;

  /// Whom the directory asks.
  public record Owners(
      Entities<ScoringEntity.Command> ledgers,
      ActorRef<ServingKeeper.Command> serving,
      ActorRef<WeightKeeper.Command> weights,
      ActorRef<UnitKeeper.Command> units,
      ChallengeRanking ranking) {}

  public Directory(
      Owners owners,
      SubnetView subnet,
      Hotkey own,
      Supplier<ScoringPolicy> policy,
      ValidatorMetrics metrics,
      InstantSource clock,
      Scheduler scheduler) {
    this.owners = owners;
    this.subnet = subnet;
    this.own = own;
    this.policy = policy;
    this.metrics = metrics;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /// The standings of all miners of the subnet, or of one.
  CompletionStage<List<Standing>> standings(Predicate<Hotkey> wanted) {
    return AskPattern.<ServingKeeper.Command, ServingKeeper.Served>ask(
            owners.serving(), ServingKeeper.GetServed::new, ASK_TIMEOUT, scheduler)
        .thenCompose(
            served -> {
              var basis = new ScoreBasis(policy.get(), served.window(), clock.instant());
              return standings(basis, wanted);
            });
  }

  private CompletionStage<List<Standing>> standings(ScoreBasis basis, Predicate<Hotkey> wanted) {
    var miners = miners();
    return owners
        .ranking()
        .of(basis.policy(), miners, basis.at())
        .thenCompose(
            scores ->
                Stages.allOf(
                    miners.stream()
                        .filter(wanted)
                        .map(miner -> standing(miner, basis, new MinerEvidence(scores.of(miner))))
                        .toList()));
  }

  private CompletionStage<Standing> standing(
      Hotkey miner, ScoreBasis basis, MinerEvidence evidence) {
    return AskPattern.ask(
        owners.ledgers().of(miner),
        replyTo -> new ScoringEntity.GetStanding(basis, evidence, replyTo),
        ASK_TIMEOUT,
        scheduler);
  }

  /// Devices that more than one unit claims to be.
  CompletionStage<UnitKeeper.Disputed> disputed() {
    return AskPattern.ask(owners.units(), UnitKeeper.GetDisputed::new, ASK_TIMEOUT, scheduler);
  }

  /// Lets a unit begin with a new key.
  CompletionStage<UnitKeeper.Released> release(UnitName unit) {
    return AskPattern.ask(
        owners.units(), replyTo -> new UnitKeeper.Release(unit, replyTo), ASK_TIMEOUT, scheduler);
  }

  /// All miners of the subnet, in the order of their hotkeys.
  List<Hotkey> miners() {
    return subnet.metagraph().others(own).stream().sorted().toList();
  }

  /// The leases of this id that the ledgers know. Asks every ledger.
  CompletionStage<List<LeaseIndex.Entry>> leases(LeaseId id) {
    return Stages.allOf(miners().stream().map(miner -> lease(miner, id)).toList())
        .thenApply(all -> all.stream().flatMap(Optional::stream).toList());
  }

  /// The lease as the miner's ledger has it now; empty when it does not know it.
  CompletionStage<Optional<LeaseIndex.Entry>> lease(Hotkey miner, LeaseId id) {
    return change(miner, replyTo -> new ScoringEntity.GetLease(id, replyTo))
        .thenApply(
            reply ->
                switch (reply) {
                  case ScoringEntity.Begun(var lease) ->
                      Optional.of(new LeaseIndex.Entry(miner, lease));
                  case ScoringEntity.Held(var lease) ->
                      Optional.of(new LeaseIndex.Entry(miner, lease));
                  case ScoringEntity.Refused _ -> Optional.empty();
                });
  }

  CompletionStage<LeaseReply> change(
      Hotkey miner, Function<ActorRef<LeaseReply>, ScoringEntity.Command> order) {
    return AskPattern.ask(owners.ledgers().of(miner), order, ASK_TIMEOUT, scheduler);
  }

  boolean isMember(Hotkey hotkey) {
    return !hotkey.equals(own) && subnet.metagraph().of(hotkey).isPresent();
  }

  CompletionStage<WeightKeeper.Epoch> epoch() {
    return AskPattern.ask(owners.weights(), WeightKeeper.GetEpoch::new, ASK_TIMEOUT, scheduler);
  }

  CompletionStage<SubmissionPlan> submission(WeightKeeper.Earnest earnest) {
    return AskPattern.ask(
        owners.weights(),
        replyTo -> new WeightKeeper.SubmitNow(earnest, replyTo),
        ASK_TIMEOUT,
        scheduler);
  }

  /// What `/status` says of a validator; what is not known because nobody answers is left out.
  public CompletionStage<JsonObject> summary() {
    var metagraph = subnet.metagraph();
    var known =
        JsonObject.builder()
            .put("node", "validator")
            .put("hotkey", own.value())
            .put("block", metagraph.block().value())
            .put("neurons", metagraph.neurons().size())
            .put("sessions", metrics.sessions())
            .put("challenges_open", metrics.challengesOpen())
            .putObjects("peers", peers())
            .build();
    return standings(_ -> true)
        .thenCombine(
            epoch(),
            (all, epoch) ->
                JsonObject.builder()
                    .putAll(known)
                    .putAll(ApiJson.totals(all, clock.instant()))
                    .putAll(ApiJson.progress(epoch.epoch()))
                    .build())
        .exceptionally(
            failure ->
                JsonObject.builder()
                    .putAll(known)
                    .put("incomplete", FailureCause.text(failure))
                    .build());
  }

  /// With whom there were handshakes, and whether the miner signed the last one.
  private List<JsonObject> peers() {
    metrics.keepHandshakesOf(subnet.metagraph().hotkeys());
    return metrics.handshakes().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> ApiJson.peer(entry.getKey(), entry.getValue()))
        .toList();
  }

  SubnetView subnet() {
    return subnet;
  }
}
