package io.byteleap.domain.scoring;

/// What a worker's verified challenges are worth, 0 to 1 in millionths: its rate as a share of the
/// best worker's.
public record ChallengeScore(int millionths) implements Comparable<ChallengeScore> {
  public static final int WHOLE = 1_000_000;
  public static final ChallengeScore NONE = new ChallengeScore(0);

  public ChallengeScore {
    if (millionths < 0 || millionths > WHOLE) {
      throw new IllegalArgumentException("challenge score outside 0..1: " + millionths + "e-6");
    }
  }

  static ChallengeScore share(double rate, double best) {
    return new ChallengeScore((int) Math.rint(rate / best * WHOLE));
  }

  public double toDouble() {
    return (double) millionths / WHOLE;
  }

  @Override
  public int compareTo(ChallengeScore other) {
    return Integer.compare(millionths, other.millionths);
  }
}
