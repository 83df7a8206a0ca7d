package io.byteleap.domain.challenge;

import java.time.Duration;
import java.time.Instant;

/// A simultaneity round: the units of many workers are at work at the same time.
///
/// Keys of its challenges are handed out from `opensAt` to `closesAt`, both included, and at no
/// other time; the window is longer than zero and at most [#WINDOW_MAX]. It stays where it is when
/// the validator was away: works that begin later would be no part of it.
public record Muster(MusterId id, Instant opensAt, Instant closesAt) implements Occasion {
  public static final Duration WINDOW_MAX = Duration.ofMinutes(5);

  public Muster {
    var window = Duration.between(opensAt, closesAt);
    if (!window.isPositive() || window.compareTo(WINDOW_MAX) > 0) {
      throw new IllegalArgumentException(
          "the window of a muster is longer than zero, and %d s at most: %s"
              .formatted(WINDOW_MAX.toSeconds(), window));
    }
  }

  public Duration window() {
    return Duration.between(opensAt, closesAt);
  }

  /// Whether keys may be handed out, as far as the beginning is concerned.
  boolean hasBegun(Instant now) {
    return !now.isBefore(opensAt);
  }
}
