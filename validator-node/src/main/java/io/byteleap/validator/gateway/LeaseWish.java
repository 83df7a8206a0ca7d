package io.byteleap.validator.gateway;

import java.time.Instant;

/// What a rental asks of its miner's ledger.
sealed interface LeaseWish {
  /// A new lease of the worker.
  record Take(Instant until) implements LeaseWish {}

  /// That the lease goes on.
  record Keep(Instant until) implements LeaseWish {}

  /// That the lease ends now.
  record Leave() implements LeaseWish {}
}
