package io.byteleap.domain.rental;

import io.byteleap.domain.rental.RentalEvent.RentalBegun;

/// What is known under the name of a rental.
public sealed interface RentalState {
  record None() implements RentalState {}

  record Begun(Rental rental) implements RentalState {}

  default RentalState evolve(RentalEvent event) {
    return switch (this) {
      case Begun(var rental) -> new Begun(rental.evolve(event));
      case None() when event instanceof RentalBegun begun -> new Begun(Rental.begun(begun));
      case None() -> throw new IllegalStateException("BUG: a rental begins with another event");
    };
  }
}
