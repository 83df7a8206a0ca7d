package io.byteleap.domain.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// At most so many attempts in any stretch of time of a given length; keeps the instants of the
/// attempts that count, so never more than `attemptsMax`.
public record AttemptLimit(int attemptsMax, Duration stretch, List<Instant> attempts) {
  public AttemptLimit {
    attempts = List.copyOf(attempts);
  }

  public static AttemptLimit of(int attemptsMax, Duration stretch) {
    return new AttemptLimit(attemptsMax, stretch, List.of());
  }

  /// The limit after an attempt at `now`; empty when the attempt is one too many. Refused attempts
  /// do not count.
  public Optional<AttemptLimit> attempt(Instant now) {
    var counting = new ArrayDeque<>(attempts);
    while (!counting.isEmpty() && !counting.getFirst().isAfter(now.minus(stretch))) {
      counting.removeFirst();
    }
    if (counting.size() >= attemptsMax) {
      return Optional.empty();
    }
    counting.addLast(now);
    return Optional.of(new AttemptLimit(attemptsMax, stretch, new ArrayList<>(counting)));
  }
}
