package io.byteleap.validator.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.units.Label;
import io.byteleap.port.HubTasks;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.Statistics;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.PolicySetting;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What the rest of the validator does at the hub's word, and what it has to tell the hub. Stages
/// may fail and take their time.
public interface HubEffects {
  /// Whose leases there can be: the miners of the subnet.
  Collection<Hotkey> miners();

  /// Stored when the stage is complete.
  CompletionStage<LeasesTaken> take(Hotkey miner, LeasePublication publication);

  record LeasesTaken(int opened, int renewed, int closed, int refused) {}

  /// Stored when the stage is complete.
  CompletionStage<HubTasks.Stored> store(HubTask task);

  /// The settings are changed together or not at all; stored when the stage is complete.
  CompletionStage<PolicyOutcome> change(Hotkey hub, List<PolicySetting> settings);

  sealed interface PolicyOutcome {}

  /// In effect now, be it that nothing was to be changed.
  record PolicyInEffect() implements PolicyOutcome {}

  record PolicyRefused(Label why) implements PolicyOutcome {}

  /// All workers of the subnet as they are now.
  CompletionStage<List<ReportedMiner>> workers();

  /// Counts of now; those that cannot be had are 0.
  CompletionStage<Statistics> statistics();
}
