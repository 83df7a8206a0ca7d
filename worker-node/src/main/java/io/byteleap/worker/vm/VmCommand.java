package io.byteleap.worker.vm;

import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.GatewayFrame;
import org.apache.pekko.actor.typed.ActorRef;

/// What may be asked of the keeper of this host's virtual machines.
public sealed interface VmCommand extends VmKeeper.Command {
  /// Carry out an order. The reporter hears of its progress and, once, how it ended; an order that
  /// is repeated (same task) is not carried out again, and ends as it did.
  record Carry(GatewayFrame.VmOrder order, ActorRef<VmReport> reporter) implements VmCommand {}

  /// How busy the host and its machines are now.
  record Survey(ActorRef<DeviceFrame.Metrics> asker) implements VmCommand {}
}
