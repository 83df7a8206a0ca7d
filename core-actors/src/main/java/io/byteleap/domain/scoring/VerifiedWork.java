package io.byteleap.domain.scoring;

import java.time.Duration;

/// The challenges that a worker passed within the ranking window: how many, and how long they took
/// together. A challenge that several units passed side by side is brought in with its time divided
/// by their number.
public record VerifiedWork(long successes, Duration time) {
  public VerifiedWork {
    if (successes < 1 || time.isNegative()) {
      throw new IllegalArgumentException("no verified work: " + successes + " in " + time);
    }
  }

  /// How fast the worker is, per millisecond of the mean challenge, times its participation; 0 when
  /// the challenges took no time at all, which no work does.
  ///
  /// Source: the published network's performance, without the availability, which multiplies the
  /// whole score of a worker.
  public double rate(ParticipationRule rule) {
    double meanMillis = time.toNanos() / 1e6 / successes;
    return meanMillis > 0 ? rule.participation(successes) / meanMillis : 0;
  }
}
