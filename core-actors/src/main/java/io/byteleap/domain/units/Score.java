package io.byteleap.domain.units;

/// An exact, non-negative score: `numerator / denominator`.
///
/// Scores of one round share a denominator, so that sums and comparisons need no rounding.
public record Score(long numerator, long denominator) {
  public static final Score ZERO = new Score(0, 1);

  public Score {
    if (numerator < 0 || denominator < 1) {
      throw new IllegalArgumentException("no score: " + numerator + "/" + denominator);
    }
  }

  public boolean isZero() {
    return numerator == 0;
  }

  /// The nearest double; for people and for the chain's weight arithmetic, never for sums.
  public double toDouble() {
    return (double) numerator / denominator;
  }
}
