package io.byteleap.validator.gateway;

import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.port.Devices;
import io.byteleap.wire.vm.VmOutcome;
import org.apache.pekko.actor.typed.RecipientRef;

/// Brings what workers say of orders to the rentals that gave them, which the order's name names.
public final class RentalInbox implements OrderInbox {
  /// Finds a rental, wherever it runs.
  @FunctionalInterface
  public interface Rentals {
    RecipientRef<RentalEntity.Command> of(RentalId id);
  }

  private final Rentals rentals;

  public RentalInbox(Rentals rentals) {
    this.rentals = rentals;
  }

  @Override
  public void progressed(Devices.Owner from, VmTaskId task, Label step) {
    RentalId.placeOf(task)
        .ifPresent(
            place ->
                rentals
                    .of(place.rental())
                    .tell(new RentalEntity.Progressed(from, place.word(), step)));
  }

  @Override
  public void answered(Devices.Owner from, VmTaskId task, VmOutcome outcome) {
    RentalId.placeOf(task)
        .ifPresent(
            place ->
                rentals
                    .of(place.rental())
                    .tell(new RentalEntity.Answered(from, place.word(), answer(outcome))));
  }

  @Override
  public void handedOver(Devices.Owner from, SignedHandover handover, HandoverProof proof) {
    RentalId.placeOf(handover.task())
        .ifPresent(
            place ->
                rentals.of(place.rental()).tell(new RentalEntity.HandOver(from, handover, proof)));
  }

  private static RentalEntity.Answer answer(VmOutcome outcome) {
    return switch (outcome) {
      case VmOutcome.Failed(var error) -> new RentalEntity.Bad(error);
      case VmOutcome.Done(VmOutcome.Stats(_, var status, var info), _) ->
          new RentalEntity.Good(status, info.toText());
      case VmOutcome.Done(VmOutcome.Created(_, _, var info), _) ->
          new RentalEntity.Good(VmStatus.RUNNING, info.toText());
      case VmOutcome.Done(VmOutcome.Changed(var status), _) -> new RentalEntity.Good(status, "{}");
      case VmOutcome.Done(VmOutcome.Unchanged _, _),
          VmOutcome.Done(VmOutcome.KeyAdded _, _),
          VmOutcome.Done(VmOutcome.KeyRevoked _, _),
          VmOutcome.Done(VmOutcome.Connected _, _) ->
          new RentalEntity.Good(VmStatus.UNKNOWN, "{}");
    };
  }
}
