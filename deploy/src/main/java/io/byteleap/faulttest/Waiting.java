package io.byteleap.faulttest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How the main thread of a test waits: for a condition, and not for ever.
public final class Waiting {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private Waiting() {}

  /// Returns how long it took until `condition` held; [Broken] when that is longer than `max`.
  public static Duration until(String what, Duration max, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > max.toNanos()) {
        throw new Broken("not within " + max.toSeconds() + " s: " + what);
      }
      pause(LOOK_INTERVAL);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  public static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    }
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static String seconds(Duration duration) {
    return "%d.%d s".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
  }
}
