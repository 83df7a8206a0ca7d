package io.byteleap.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// A node's clock, which is wrong by so much, and more so by and by.
public record SimClock(long offsetMillis, int driftPpm) {
  private static final double MILLION = 1e6;

  public static SimClock draw(FaultOptions.Clocks clocks, RandomGenerator random) {
    long offset = clocks.offsetMax().toMillis();
    int drift = clocks.driftPpmMax();
    return new SimClock(random.nextLong(-offset, offset + 1), random.nextInt(-drift, drift + 1));
  }

  /// What the clock shows so many milliseconds after the beginning of the world.
  public Instant show(long millis) {
    return World.BEGINNING.plusMillis(
        millis + offsetMillis + (long) (millis * (driftPpm / MILLION)));
  }

  /// How long this clock takes for a span that it measures.
  public long real(Duration shown) {
    return Math.max(1, (long) (shown.toMillis() / (1 + driftPpm / MILLION)));
  }
}
