package io.byteleap.domain.lease;

/// What a lease is worth, 0 to 1 in millionths, so that sums of leases are exact.
public record LeaseScore(int millionths) implements Comparable<LeaseScore> {
  public static final int WHOLE = 1_000_000;
  public static final LeaseScore NONE = new LeaseScore(0);

  public LeaseScore {
    if (millionths < 0 || millionths > WHOLE) {
      throw new IllegalArgumentException("lease score outside 0..1: " + millionths + "e-6");
    }
  }

  /// The nearest score; NaN and everything outside 0..1 is refused.
  public static LeaseScore of(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("lease score outside 0..1: " + score);
    }
    return new LeaseScore((int) Math.rint(score * WHOLE));
  }

  public double toDouble() {
    return (double) millionths / WHOLE;
  }

  @Override
  public int compareTo(LeaseScore other) {
    return Integer.compare(millionths, other.millionths);
  }
}
