package io.byteleap.domain.exact;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Within which time it is credible that a unit itself did its work.
public sealed interface Envelope {
  /// Nothing is known of units of this kind: every time is credible.
  record None() implements Envelope {}

  /// From `fastest`, before which nothing of the kind can be done, to `slowest`, after which it is
  /// not credible any more; `fastest` is not below zero and not above `slowest`.
  record Span(Duration fastest, Duration slowest, Judged judged) implements Envelope {
    public Span {
      if (fastest.isNegative() || slowest.compareTo(fastest) < 0) {
        throw new IllegalArgumentException(
            "an envelope must begin at zero or later and not end before: %s to %s"
                .formatted(fastest, slowest));
      }
    }

    private Optional<ExactRefusal> outside(Duration computing, RoundTrip roundTrip) {
      if (computing.compareTo(fastest) < 0) {
        return Optional.of(ExactRefusal.TOO_FAST);
      }
      return computing.minus(roundTrip.allowance()).compareTo(slowest) > 0
          ? Optional.of(ExactRefusal.TOO_SLOW)
          : Optional.empty();
    }
  }

  /// The envelope of a unit that worked until a bell, for the first `rows` rows of `size`: as much
  /// less as they are fewer, and without a slowest end, for who is slow has fewer of them.
  default Envelope ofFirst(int rows, int size) {
    return switch (this) {
      case None() -> this;
      case Span(var fastest, _, var judged) ->
          new Span(
              fastest.multipliedBy(rows).dividedBy(size), ChronoUnit.FOREVER.getDuration(), judged);
    };
  }

  /// Which of its ends a unit is judged by; the others are only shown.
  enum Judged {
    BOTH,
    FASTEST,
    NEITHER;

    private boolean charges(ExactRefusal why) {
      return switch (this) {
        case BOTH -> true;
        case FASTEST -> why == ExactRefusal.TOO_FAST;
        case NEITHER -> false;
      };
    }
  }

  /// Why a unit is refused that took `computing` from hand-out to commitment; empty when it is not.
  ///
  /// Of the way to the unit and back nothing is taken off for the fastest: with no way at all the
  /// work cannot be done faster. For the slowest the allowance of `roundTrip` is. A time below zero
  /// is a clock that was set, and says nothing.
  default Optional<ExactRefusal> refusal(Duration computing, RoundTrip roundTrip) {
    return switch (this) {
      case None() -> Optional.empty();
      case Span _ when computing.isNegative() -> Optional.empty();
      case Span span -> span.outside(computing, roundTrip).filter(span.judged()::charges);
    };
  }
}
