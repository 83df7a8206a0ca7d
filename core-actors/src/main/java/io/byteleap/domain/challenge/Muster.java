package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Stint;
import java.time.Duration;
import java.time.Instant;

/// A simultaneity round: the units of many workers are at work at the same time, from its opening
/// until its bell.
///
/// Keys of its challenges are handed out from `opensAt` to `closesAt`, both included, and at no
/// other time; the window is longer than zero and at most [#WINDOW_MAX], and so is the time until
/// the bell, which rounds of earlier versions had not. Both stay where they are when the validator
/// was away: works that begin later would be no part of it.
public record Muster(MusterId id, Instant opensAt, Instant closesAt, Bell bell)
    implements Occasion {
  public static final Duration WINDOW_MAX = Duration.ofMinutes(5);

  /// What is kept of a unit's time for its commitment to come back: a tree is made of its rows, and
  /// they pass the miner. The bell is the same for all; who is quicker has no more time than that.
  public static final Duration WAY = Duration.ofSeconds(1);

  public Muster {
    requireWindow("the window of a muster", Duration.between(opensAt, closesAt));
    if (bell instanceof Bell.At(var at)) {
      requireWindow("the time until its bell", Duration.between(opensAt, at));
    }
  }

  private static void requireWindow(String what, Duration window) {
    if (!window.isPositive() || window.compareTo(WINDOW_MAX) > 0) {
      throw new IllegalArgumentException(
          "%s is longer than zero, and %d s at most: %s"
              .formatted(what, WINDOW_MAX.toSeconds(), window));
    }
  }

  public Duration window() {
    return Duration.between(opensAt, closesAt);
  }

  /// Whether keys may be handed out, as far as the beginning is concerned.
  boolean hasBegun(Instant now) {
    return !now.isBefore(opensAt);
  }

  /// How long a unit works that has its keys at `handedAt`. Who comes when the bell is about to
  /// ring, or has rung, makes the least that there is.
  public Stint stint(Instant handedAt) {
    return switch (bell) {
      case Bell.None() -> new Stint.Whole();
      case Bell.At(var at) -> {
        var left = Duration.between(handedAt, at.minus(WAY));
        yield new Stint.Within(left.toMillis() < 1 ? Duration.ofMillis(1) : left);
      }
    };
  }

  /// What a unit shows that was found sound and had committed to `made` at `committedAt`.
  public Pace pace(ExactShape made, Instant committedAt) {
    return switch (bell) {
      case Bell.At(var at) when !committedAt.isAfter(at) ->
          Pace.of(made, Duration.between(opensAt, at));
      case Bell.At _, Bell.None _ -> Pace.NONE;
    };
  }
}
