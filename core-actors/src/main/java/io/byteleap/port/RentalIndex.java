package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import java.time.Instant;
import java.util.List;

/// All rentals, to look up; a little behind the rentals themselves. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away.
public interface RentalIndex {
  /// Rentals that are open at a time at most, for whoever goes over all of them.
  int OPEN_MAX = 10_000;

  /// Of a miner, of a worker, in a phase; an empty text means any.
  record Filter(String hotkey, String workerId, String phase) {}

  /// Those that began last first.
  Page<Rental> page(Filter filter, Page.Wish wish);

  /// Those that are not over, [#OPEN_MAX] at most.
  List<RentalId> open();

  /// Those of a miner that were open at `since` or later, the latest first, `max` at most.
  List<Rental> of(Hotkey miner, Instant since, int max);
}
