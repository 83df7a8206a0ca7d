package io.byteleap.redteam;

import io.byteleap.loadtest.LoadProblem;
import io.byteleap.loadtest.Patience;
import java.time.Duration;

/// How long things take at the door of a real validator.
final class DoorTimes {
  /// For how long a commitment and an opening are waited for.
  static final Duration STEP = Duration.ofSeconds(12);

  static final Duration ROUND = Duration.ofSeconds(5);
  static final Duration LOOK = Duration.ofMillis(500);
  static final Duration BEAT = Duration.ofSeconds(10);

  /// Longest from the hand-out to the end of a challenge.
  static final Duration CHALLENGE = Duration.ofSeconds(60);

  /// Who is slow, and in time, leaves so much to a machine that has other things to do.
  private static final double IN_TIME = 0.5;

  private static final Duration TOO_LATE = STEP.plusMillis(500);

  private DoorTimes() {}

  /// Lets `share` of the time for a step pass; all of it and more when that is more than 1.
  static void pass(double share) {
    try {
      Patience.pause(
          share > 1 ? TOO_LATE : Duration.ofNanos((long) (STEP.toNanos() * share * IN_TIME)));
    } catch (LoadProblem e) {
      throw new DoorShut(e);
    }
  }
}
