package io.byteleap.miner.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often something may be done: so many times a second in the long run, and up to `max` times
/// in one go. What is not used is kept up to that.
record Allowance(double perSecond, double max, double left, Instant at) {
  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final double NANOS_PER_SECOND = 1e9;

  static Allowance full(double perSecond, double max, Instant now) {
    return new Allowance(perSecond, max, max, now);
  }

  /// Of frames: those of ten seconds may come in one go.
  static Allowance ofFrames(int perSecond, Instant now) {
    return full(perSecond, perSecond * (double) KEPT.toSeconds(), now);
  }

  /// The allowance after one more at `now`; empty when it is one too many.
  Optional<Allowance> used(Instant now) {
    double since = Math.max(0, Duration.between(at, now).toNanos()) / NANOS_PER_SECOND;
    double has = Math.min(max, left + since * perSecond);
    return has < 1 ? Optional.empty() : Optional.of(new Allowance(perSecond, max, has - 1, now));
  }
}
