package io.byteleap.domain.rental;

import io.byteleap.domain.units.Label;
import java.util.Locale;

/// How an order ended. Each has exactly one end.
public sealed interface OrderEnd {
  record Done() implements OrderEnd {}

  /// `says` is for people.
  record Failed(Why why, Label says) implements OrderEnd {}

  enum Why {
    /// The worker was not there while the order could wait.
    WORKER_AWAY,
    /// The worker took the order and said nothing more of it.
    NO_ANSWER,
    /// The worker could not, or would not; it says why.
    WORKER_REFUSED,
    /// The rental was ended before the order had gone out.
    CANCELLED;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
