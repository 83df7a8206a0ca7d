package io.byteleap.actor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubling from `first` to `last`, each a fifth more or less
/// by chance, so that many who failed together do not come back together.
public record Backoff(Duration first, Duration last, int failures) {
  private static final double JITTER = 0.2;
  private static final int DOUBLINGS_MAX = 30;

  public static Backoff from(Duration first, Duration last) {
    return new Backoff(first, last, 0);
  }

  public Backoff failed() {
    return new Backoff(first, last, Math.min(failures + 1, DOUBLINGS_MAX));
  }

  public Backoff succeeded() {
    return new Backoff(first, last, 0);
  }

  /// The pause after the failures so far; `first` after none or one.
  public Duration pause(RandomGenerator random) {
    long doubled = first.toMillis() << Math.max(0, failures - 1);
    double capped = (double) Math.min(doubled, last.toMillis());
    return Duration.ofMillis((long) (capped * random.nextDouble(1 - JITTER, 1 + JITTER)));
  }
}
