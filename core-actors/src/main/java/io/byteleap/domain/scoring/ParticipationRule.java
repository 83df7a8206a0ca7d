package io.byteleap.domain.scoring;

import io.byteleap.domain.units.Ratio;
import java.time.Duration;

/// When a worker took part in challenges fully: as soon as it passed `threshold` (more than 0) of
/// those that fit into `window`, one each `interval`. More do not count more.
public record ParticipationRule(Duration window, Duration interval, Ratio threshold) {
  public static final ParticipationRule PUBLISHED =
      new ParticipationRule(Duration.ofHours(3), Duration.ofMinutes(4), new Ratio(0.8));

  public ParticipationRule {
    if (!window.isPositive() || !interval.isPositive() || threshold.value() == 0) {
      throw new IllegalArgumentException(
          "window, interval and threshold must be positive: "
              + window
              + ", "
              + interval
              + ", "
              + threshold);
    }
  }

  /// Passed challenges that are expected of a worker.
  public double baseline() {
    return seconds(window) / seconds(interval) * threshold.value();
  }

  /// Share of the baseline that `successes` are, at most 1.
  double participation(long successes) {
    return Math.min(1, successes / baseline());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
