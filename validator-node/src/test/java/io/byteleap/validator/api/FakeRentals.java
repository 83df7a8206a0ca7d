package io.byteleap.validator.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.port.Page;
import io.byteleap.port.RentalIndex;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An index of rentals that a test fills.
final class FakeRentals implements RentalIndex {
  final List<Rental> rentals = new CopyOnWriteArrayList<>();

  @Override
  public Page<Rental> page(Filter filter, Page.Wish wish) {
    var found =
        rentals.stream()
            .filter(
                rental -> filter.phase().isEmpty() || rental.phase().word().equals(filter.phase()))
            .limit(wish.look())
            .toList();
    return Page.of(found, wish, rental -> List.of(rental.terms().id().value()));
  }

  @Override
  public List<RentalId> open() {
    return rentals.stream()
        .filter(rental -> !rental.isOver())
        .map(rental -> rental.terms().id())
        .toList();
  }

  @Override
  public List<Rental> of(Hotkey miner, Instant since, int max) {
    return rentals.stream()
        .filter(rental -> rental.terms().miner().equals(miner))
        .limit(max)
        .toList();
  }
}
