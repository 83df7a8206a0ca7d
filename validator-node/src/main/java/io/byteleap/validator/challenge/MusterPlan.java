package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Muster;
import java.time.Duration;

/// Whether there are musters, how often, and of how many.
public sealed interface MusterPlan {
  record Off() implements MusterPlan {}

  /// From one muster to the next it takes half of `interval` to one and a half, at random, so that
  /// nobody can have a second machine there for it. Keys are handed out within `window`, the bell
  /// rings when `work` has passed since the opening, and `workers` come at most.
  record Every(Duration interval, Duration window, Duration work, int workers)
      implements MusterPlan {
    public static final int WORKERS_MAX = 3_200;
    public static final Duration WORK_MIN = Duration.ofSeconds(2);
    public static final Duration WORK_MAX = Duration.ofMinutes(1);
    public static final Duration INTERVAL_MIN = Duration.ofMinutes(1);
    public static final Duration INTERVAL_MAX = Duration.ofDays(7);

    public Every {
      if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
        throw new IllegalArgumentException("interval must be 1m to 7d");
      }
      if (window.toSeconds() < 1 || window.compareTo(Muster.WINDOW_MAX) > 0) {
        throw new IllegalArgumentException("window must be 1s to 300s");
      }
      if (work.compareTo(WORK_MIN) < 0 || work.compareTo(WORK_MAX) > 0) {
        throw new IllegalArgumentException("work must be 2s to 60s");
      }
      if (workers < 2 || workers > WORKERS_MAX) {
        throw new IllegalArgumentException("workers must be 2 to " + WORKERS_MAX);
      }
    }
  }
}
