package io.byteleap.validator.gateway;

import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.port.Devices;
import io.byteleap.wire.vm.VmOutcome;

/// Where what workers say of orders goes. Who said it has been looked at.
public interface OrderInbox {
  /// An order is at `step`.
  void progressed(Devices.Owner from, VmTaskId task, Label step);

  /// How an order ended. May be said again.
  void answered(Devices.Owner from, VmTaskId task, VmOutcome outcome);

  /// The record of a machine that was taken down.
  void handedOver(Devices.Owner from, SignedHandover handover, HandoverProof proof);
}
