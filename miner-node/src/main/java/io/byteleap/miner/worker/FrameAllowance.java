package io.byteleap.miner.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How many frames a worker may send: so many a second in the long run, and those of ten seconds in
/// one go. What it does not use is kept up to that.
record FrameAllowance(double perSecond, double left, Instant at) {
  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final double NANOS_PER_SECOND = 1e9;

  static FrameAllowance of(int perSecond, Instant now) {
    return new FrameAllowance(perSecond, max(perSecond), now);
  }

  /// The allowance after a frame at `now`; empty when the frame is one too many.
  Optional<FrameAllowance> used(Instant now) {
    double since = Math.max(0, Duration.between(at, now).toNanos()) / NANOS_PER_SECOND;
    double has = Math.min(max(perSecond), left + since * perSecond);
    return has < 1 ? Optional.empty() : Optional.of(new FrameAllowance(perSecond, has - 1, now));
  }

  private static double max(double perSecond) {
    return perSecond * KEPT.toSeconds();
  }
}
