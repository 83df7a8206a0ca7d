package io.byteleap.miner.validator;

import io.byteleap.actor.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How long a link waits after handshakes that failed, `why` says the last, before calls may cause
/// another: longer each time, and by chance, so that the miners of a validator that was away do not
/// all greet it at once.
record HandshakePatience(Backoff backoff, Instant until, String why) {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LAST = Duration.ofSeconds(15);

  static final HandshakePatience NONE =
      new HandshakePatience(Backoff.from(FIRST, LAST), Instant.MIN, "");

  HandshakePatience afterFailure(String says, Instant now, RandomGenerator random) {
    var next = backoff.failed();
    return new HandshakePatience(next, now.plus(next.pause(random)), says);
  }

  boolean holdsAt(Instant now) {
    return now.isBefore(until);
  }
}
