package io.byteleap.validator.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.units.Ratio;
import io.byteleap.port.HubTasks;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.Statistics;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.PolicySetting;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// The rest of a validator as a test has it: what is asked of it waits until the test answers.
final class FakeEffects implements HubEffects {
  static final Hotkey MINER = new Hotkey("5MinerA");
  static final Statistics STATISTICS =
      new Statistics(Duration.ofSeconds(7), 3, 1, 0, Ratio.WHOLE, 2);

  final BlockingQueue<Taking> takings = new LinkedBlockingQueue<>();
  final BlockingQueue<Storing> storings = new LinkedBlockingQueue<>();
  final BlockingQueue<Changing> changings = new LinkedBlockingQueue<>();
  volatile List<ReportedMiner> miners = List.of();
  volatile Collection<Hotkey> members = List.of(MINER);

  record Taking(
      Hotkey miner, LeasePublication publication, CompletableFuture<LeasesTaken> outcome) {}

  record Storing(HubTask task, CompletableFuture<HubTasks.Stored> outcome) {}

  record Changing(
      Hotkey hub, List<PolicySetting> settings, CompletableFuture<PolicyOutcome> outcome) {}

  @Override
  public Collection<Hotkey> miners() {
    return members;
  }

  @Override
  public CompletionStage<LeasesTaken> take(Hotkey miner, LeasePublication publication) {
    var outcome = new CompletableFuture<LeasesTaken>();
    takings.add(new Taking(miner, publication, outcome));
    return outcome;
  }

  @Override
  public CompletionStage<HubTasks.Stored> store(HubTask task) {
    var outcome = new CompletableFuture<HubTasks.Stored>();
    storings.add(new Storing(task, outcome));
    return outcome;
  }

  @Override
  public CompletionStage<PolicyOutcome> change(Hotkey hub, List<PolicySetting> settings) {
    var outcome = new CompletableFuture<PolicyOutcome>();
    changings.add(new Changing(hub, settings, outcome));
    return outcome;
  }

  @Override
  public CompletionStage<List<ReportedMiner>> workers() {
    return CompletableFuture.completedStage(miners);
  }

  @Override
  public CompletionStage<Statistics> statistics() {
    return CompletableFuture.completedStage(STATISTICS);
  }
}
