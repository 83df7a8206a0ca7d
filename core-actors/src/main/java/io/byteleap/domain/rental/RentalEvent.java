package io.byteleap.domain.rental;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import java.time.Instant;

/// What happens to a rental.
public sealed interface RentalEvent {
  record RentalBegun(RentalTerms terms, Instant at) implements RentalEvent {}

  /// The worker is leased to the rental, until then unless it is renewed.
  record LeaseTaken(LeaseId lease, Instant until, Instant at) implements RentalEvent {}

  /// Worker and machine had answered, and the lease goes on.
  record LeaseKept(Instant until, Instant at) implements RentalEvent {}

  record LeaseLeft(Instant at) implements RentalEvent {}

  /// `until` it may wait for its worker.
  record OrderGiven(int number, OrderKind kind, Instant until, Instant at) implements RentalEvent {}

  /// `until` its answer may take.
  record OrderSent(int number, Instant until, Instant at) implements RentalEvent {}

  record OrderEnded(int number, OrderEnd end, Instant at) implements RentalEvent {}

  /// The tenant wants no more of it.
  record EndAsked(Instant at) implements RentalEvent {}

  /// From `at` on the tenant has not what was promised, because of `who`.
  record OutageBegan(Party who, Instant at) implements RentalEvent {}

  record OutageEnded(Instant at) implements RentalEvent {}

  record HandedOver(SignedHandover handover, HandoverProof proof, Instant at)
      implements RentalEvent {}

  /// The rental is over; `says` is why where it failed, else blank.
  record RentalEnded(Ending how, Label says, Instant at) implements RentalEvent {}

  enum Ending {
    ENDED,
    FAILED
  }

  Instant at();
}
