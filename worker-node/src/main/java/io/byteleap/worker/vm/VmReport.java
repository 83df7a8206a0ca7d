package io.byteleap.worker.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOutcome;
import java.util.Optional;

/// What is heard of an order for a virtual machine: any number of steps, then one end.
public sealed interface VmReport {
  VmTaskId task();

  /// The order was taken and is at `step`. Comes at least every five seconds.
  record Progress(VmTaskId task, Label step) implements VmReport {}

  /// The order ended. `handover` is there when a machine was taken down.
  record Ended(VmTaskId task, VmOutcome outcome, Optional<Handover> handover) implements VmReport {}
}
