package io.byteleap.domain.challenge;

import java.time.Duration;
import java.time.Instant;

/// What a challenge waits for from a miner: since when, how long, and what it means when it does
/// not come.
///
/// A miner that answers while the validator is away is not heard. So a wait that began before the
/// validator was there begins anew when it is back, unless it can be `ONCE` only, and when nothing
/// comes then either, that is charged to nobody: whether it was the miner's fault cannot be known.
record Wait(Instant from, Duration patience, Failure failure, Kind kind) {
  enum Kind {
    ANEW,
    ONCE
  }

  static Wait anew(Instant from, Duration patience, Failure failure) {
    return new Wait(from, patience, failure, Kind.ANEW);
  }

  static Wait once(Instant from, Duration patience, Failure failure) {
    return new Wait(from, patience, failure, Kind.ONCE);
  }

  /// When it is over, for a validator that has been there since `since`.
  Instant deadline(Instant since) {
    return switch (kind) {
      case ANEW -> (isInterrupted(since) ? since : from).plus(patience);
      case ONCE -> from.plus(patience);
    };
  }

  /// What it means when nothing came by then.
  Failure failure(Instant since) {
    return isInterrupted(since) ? Failure.VALIDATOR_AWAY : failure;
  }

  private boolean isInterrupted(Instant since) {
    return from.isBefore(since);
  }
}
