package io.byteleap.actor;

import java.time.Duration;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;

/// How actors are restarted whose failures come from outside and pass.
public final class Restarts {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LAST = Duration.ofSeconds(30);
  private static final double JITTER = 0.2;

  /// The longest pause of an actor that many wait for.
  private static final Duration LAST_OF_STORED = Duration.ofSeconds(4);

  private Restarts() {}

  /// After a pause of half a second that doubles with each failure, up to four seconds: for actors
  /// whose memory is in a database, which is tried by all of them together seldom enough.
  public static BackoffSupervisorStrategy ofStored() {
    return SupervisorStrategy.restartWithBackoff(FIRST, LAST_OF_STORED, JITTER);
  }

  /// After a pause of half a second that doubles with each failure, up to half a minute.
  public static BackoffSupervisorStrategy afterAPause() {
    return SupervisorStrategy.restartWithBackoff(FIRST, LAST, JITTER);
  }
}
