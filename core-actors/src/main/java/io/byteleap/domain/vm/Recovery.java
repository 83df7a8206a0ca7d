package io.byteleap.domain.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;

/// What is done about a machine when a worker starts, from what was written down of it and what the
/// hypervisor says now.
public sealed interface Recovery {
  /// It stands, and stays.
  record Keep(Standing phase) implements Recovery {}

  /// Whatever there is of it goes.
  record Clear(Clearing phase) implements Recovery {}

  static Recovery of(MachinePhase phase, Sighting seen) {
    return switch (phase) {
      case Making(_, var step) when step == MakeStep.STARTED && seen == Sighting.RUNNING ->
          new Keep(new Standing(Seed.INSERTED));
      case Making _ -> new Clear(new Clearing(Cause.NOT_MADE));
      case Standing standing -> new Keep(standing); // even if it is gone: its disk is the tenant's
      case Clearing clearing -> new Clear(clearing);
    };
  }

  /// How an order ended that was being carried out when the worker ended.
  sealed interface Ending {}

  /// What it was to bring about is there.
  record Reached() implements Ending {}

  record Missed(Label why) implements Ending {}

  /// `seen` is what the hypervisor says after the recovery, ABSENT when the machine was cleared.
  static Ending endOf(Deed deed, Sighting seen) {
    boolean reached =
        switch (deed) {
          case CREATE, START -> seen == Sighting.RUNNING;
          case STOP -> seen == Sighting.OFF;
          case DESTROY -> seen == Sighting.ABSENT;
          case REBOOT, INSIDE -> false; // nothing outside proves it
        };
    return reached
        ? new Reached()
        : new Missed(Label.of("the worker was restarted before this was done"));
  }
}
