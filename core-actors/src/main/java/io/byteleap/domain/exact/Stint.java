package io.byteleap.domain.exact;

import java.time.Duration;

/// How long a unit works, as its worker is told.
public sealed interface Stint {
  Duration MAX = Duration.ofMinutes(5);

  /// Until the product is whole.
  record Whole() implements Stint {}

  /// For this long, 1 ms to [#MAX]; then it commits to the rows that it has, from the first on, and
  /// to one at least.
  record Within(Duration time) implements Stint {
    public Within {
      if (time.toMillis() < 1 || time.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("a stint has 1 to " + MAX.toMillis() + " ms: " + time);
      }
    }
  }
}
