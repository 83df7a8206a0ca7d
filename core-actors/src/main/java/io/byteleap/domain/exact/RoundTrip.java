package io.byteleap.domain.exact;

import java.time.Duration;
import java.util.Optional;

/// How long the way to a miner and back takes, as far as its session has shown.
public sealed interface RoundTrip {
  /// Nothing was measured: nothing is taken off.
  record Unknown() implements RoundTrip {}

  /// Not longer than this, which the miner can make larger than it is, but no smaller; 0 to
  /// [#LONGEST].
  record AtMost(Duration value) implements RoundTrip {
    public AtMost {
      if (value.isNegative() || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a round trip outside 0s to 1s: " + value);
      }
    }
  }

  /// The most that counts: a miner that answers late on purpose gains no more than this.
  Duration LONGEST = Duration.ofSeconds(1);

  /// From an answer to the request that follows it at once. A longer time than [#LONGEST] counts as
  /// that, and one below zero, of a clock that was set, as unknown.
  static RoundTrip measured(Duration value) {
    if (value.isNegative()) {
      return new Unknown();
    }
    return new AtMost(value.compareTo(LONGEST) > 0 ? LONGEST : value);
  }

  /// What may be taken off a unit's time.
  default Duration allowance() {
    return known().orElse(Duration.ZERO);
  }

  /// The time that was measured; empty when none was.
  default Optional<Duration> known() {
    return switch (this) {
      case Unknown() -> Optional.empty();
      case AtMost(var atMost) -> Optional.of(atMost);
    };
  }
}
