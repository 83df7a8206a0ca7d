package io.byteleap.vmtest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How the main thread of a test waits: for a condition, and not for ever.
final class Waiting {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final InstantSource CLOCK = InstantSource.system();

  private Waiting() {}

  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  /// How long it took until the condition held; [StepFailed] when that is longer than `most`.
  static Duration until(String what, Duration most, Condition condition) {
    Instant since = CLOCK.instant();
    Instant end = since.plus(most);
    while (!condition.holds()) {
      if (CLOCK.instant().isAfter(end)) {
        throw new StepFailed("not within " + most.toSeconds() + " s: " + what);
      }
      pause(LOOK);
    }
    return Duration.between(since, CLOCK.instant());
  }

  static void pause(Duration time) {
    try {
      var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StepFailed("interrupted");
    }
  }
}
