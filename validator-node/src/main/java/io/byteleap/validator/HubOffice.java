package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.actor.Stages;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import io.byteleap.port.History;
import io.byteleap.port.HubTasks;
import io.byteleap.validator.hub.HubEffects;
import io.byteleap.validator.policy.PolicyKeeper;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ScoringEntity.WorkerStanding;
import io.byteleap.wire.hub.HubReport.Presence;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.Statistics;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.PolicySetting;
import io.byteleap.wire.hub.ReportedWorker;
import io.byteleap.wire.hub.WorkerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// Carries out what the hub says, and gathers what it is told: leases go to the miners' ledgers,
/// tasks to the database, changes of the policy to their keeper.
final class HubOffice implements HubEffects {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);
  private static final int PERCENT = 100;

  /// Who keeps what the hub changes.
  sealed interface PolicyDesk {}

  record Kept(ActorRef<PolicyKeeper.Command> keeper) implements PolicyDesk {}

  /// The operator wants no policy from the hub.
  record NotTaken() implements PolicyDesk {}

  /// Whom the office asks; `blocking` is for calls of the database.
  record Sources(
      Entities<ScoringEntity.Command> ledgers,
      PolicyDesk policy,
      HubTasks tasks,
      History history,
      SubnetView subnet,
      Executor blocking,
      Scheduler scheduler) {}

  private final Hotkey own;
  private final Sources sources;
  private final InstantSource clock;
  private final Instant startedAt;

  /// Tasks that were new since this process started.
  private final AtomicInteger tasks = new AtomicInteger();

  HubOffice(Hotkey own, Sources sources, InstantSource clock) {
    this.own = own;
    this.sources = sources;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  @Override
  public Collection<Hotkey> miners() {
    return sources.subnet().metagraph().others(own);
  }

  @Override
  public CompletionStage<LeasesTaken> take(Hotkey miner, LeasePublication publication) {
    return AskPattern.<ScoringEntity.Command, ScoringEntity.Published>ask(
            sources.ledgers().of(miner),
            replyTo -> new ScoringEntity.Publish(publication, replyTo),
            ASK_TIMEOUT,
            sources.scheduler())
        .thenApply(
            published ->
                new LeasesTaken(
                    published.opened(),
                    published.renewed(),
                    published.closed(),
                    published.refused().size()));
  }

  @Override
  public CompletionStage<HubTasks.Stored> store(HubTask task) {
    return CompletableFuture.supplyAsync(
            () -> sources.tasks().store(task, clock.instant()), sources.blocking())
        .thenApply(
            stored -> {
              if (stored == HubTasks.Stored.NEW) {
                tasks.incrementAndGet();
              }
              return stored;
            });
  }

  @Override
  public CompletionStage<PolicyOutcome> change(Hotkey hub, List<PolicySetting> settings) {
    return switch (sources.policy()) {
      case NotTaken() ->
          CompletableFuture.completedStage(
              new PolicyRefused(Label.of("this validator takes no policy from the hub")));
      case Kept(var keeper) ->
          AskPattern.<PolicyKeeper.Command, PolicyKeeper.Reply>ask(
                  keeper,
                  replyTo ->
                      new PolicyKeeper.Alter(hub, ConfiguredPolicy.valuesOf(settings), replyTo),
                  ASK_TIMEOUT,
                  sources.scheduler())
              .thenApply(HubOffice::outcome);
    };
  }

  private static PolicyOutcome outcome(PolicyKeeper.Reply reply) {
    return switch (reply) {
      case PolicyKeeper.Altered _ -> new PolicyInEffect();
      case PolicyKeeper.Refused(var why) -> new PolicyRefused(why);
    };
  }

  @Override
  public CompletionStage<Statistics> statistics() {
    var uptime = Duration.between(startedAt, clock.instant());
    int total = tasks.get();
    var success = total == 0 ? Ratio.WHOLE : Ratio.NONE; // nothing carries tasks out yet
    return standings()
        .thenCombine(
            verifying(),
            (all, verifying) ->
                new Statistics(uptime, online(all), onlineMiners(all), total, success, verifying))
        .exceptionally(_ -> new Statistics(uptime, 0, 0, total, success, 0));
  }

  private static int online(List<Standing> all) {
    return Math.toIntExact(
        all.stream()
            .flatMap(standing -> standing.workers().stream())
            .filter(WorkerStanding::online)
            .count());
  }

  private static int onlineMiners(List<Standing> all) {
    return Math.toIntExact(all.stream().filter(standing -> standing.score().online()).count());
  }

  private CompletionStage<Integer> verifying() {
    var any = new History.ChallengeFilter("", "", "");
    return CompletableFuture.supplyAsync(
        () -> Math.toIntExact(sources.history().challengeTotals(any).integerOr("verifying", 0)),
        sources.blocking());
  }

  @Override
  public CompletionStage<List<ReportedMiner>> workers() {
    return standings().thenApply(all -> all.stream().map(HubOffice::reported).toList());
  }

  /// Scores are not reported here, so they may be made on any basis.
  private CompletionStage<List<Standing>> standings() {
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, BucketWindow.EMPTY, clock.instant());
    return Stages.allOf(miners().stream().map(miner -> standing(miner, basis)).toList());
  }

  private CompletionStage<Standing> standing(Hotkey miner, ScoreBasis basis) {
    return AskPattern.ask(
        sources.ledgers().of(miner),
        replyTo -> new ScoringEntity.GetStanding(basis, MinerEvidence.NONE, replyTo),
        ASK_TIMEOUT,
        sources.scheduler());
  }

  private static ReportedMiner reported(Standing standing) {
    return new ReportedMiner(
        standing.miner(),
        presence(standing.score().online()),
        Label.NONE,
        standing.workers().stream().map(worker -> reported(standing.miner(), worker)).toList());
  }

  private static ReportedWorker reported(Hotkey miner, WorkerStanding worker) {
    var profile = worker.profile();
    return new ReportedWorker(
        new WorkerKey(miner, worker.score().worker()),
        new ReportedWorker.Standing(
            presence(worker.online()),
            profile.name(),
            profile.version(),
            profile.capabilities(),
            worker.score().lease(),
            Label.NONE,
            JsonObject.EMPTY),
        moment(worker),
        hardware(profile.host()));
  }

  private static ReportedWorker.Moment moment(WorkerStanding worker) {
    var usage = worker.usage();
    return new ReportedWorker.Moment(
        worker.lastSeen(),
        worker.online()
            ? new ReportedWorker.Measured(
                usage.cpu().value() * PERCENT, usage.memory().value() * PERCENT)
            : new ReportedWorker.Unmeasured(),
        ReportedWorker.Moment.UNKNOWN);
  }

  private static Presence presence(boolean online) {
    return online ? Presence.ACTIVE : Presence.OFFLINE;
  }

  /// What is not known is left out.
  private static JsonObject hardware(HostFacts host) {
    return JsonObject.builder()
        .put(
            "cpu",
            JsonObject.builder()
                .putOrNull("brand", known(host.cpu().model()))
                .put("logical_cores", host.cpu().logicalCores())
                .build())
        .put("memory", JsonObject.builder().put("total_mib", host.memoryMiB()).build())
        .put("storage", JsonObject.builder().put("total_gib", host.diskGiB()).build())
        .putObjects("gpus", host.gpus().stream().map(HubOffice::gpu).toList())
        .put("mb_info", JsonObject.EMPTY)
        .build();
  }

  private static JsonObject gpu(GpuFacts gpu) {
    return JsonObject.builder()
        .putOrNull("name", known(gpu.model()))
        .putOrNull("uuid", known(gpu.uuid()))
        .put("memory_total", gpu.memoryMiB())
        .build();
  }

  private static Optional<String> known(Label label) {
    return Optional.of(label.value()).filter(text -> !text.isEmpty());
  }
}
