package io.byteleap.domain.scoring;

import java.math.BigInteger;

/// How much of a score leases and challenges make: `lease` parts and `challenge` parts of as many
/// as both together, 1 to 1,000,000.
public record ComponentWeights(int lease, int challenge) {
  /// Scores are lease revenue alone.
  public static final ComponentWeights LEASE_ALONE = new ComponentWeights(1, 0);

  private static final int WHOLE_MAX = 1_000_000;
  private static final double ROUNDING = 1e-9;

  public ComponentWeights {
    if (lease < 0 || challenge < 0) {
      throw new IllegalArgumentException("weights below 0: " + lease + ", " + challenge);
    }
    long whole = (long) lease + challenge;
    if (whole < 1 || whole > WHOLE_MAX) {
      throw new IllegalArgumentException("parts outside 1.." + WHOLE_MAX + ": " + whole);
    }
  }

  /// The weights in lowest terms, to the millionth: 0.7 and 0.3 are 7 and 3 parts. Refused: a
  /// weight that is not within 0..1, and weights that do not add up to 1, because one of the two
  /// was then forgotten.
  public static ComponentWeights of(double lease, double challenge) {
    if (!(lease >= 0 && lease <= 1 && challenge >= 0 && challenge <= 1)) {
      throw new IllegalArgumentException("lease_weight and challenge_weight must be 0 to 1");
    }
    if (Math.abs(lease + challenge - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "lease_weight and challenge_weight must add up to 1, are " + lease + " and " + challenge);
    }
    int leaseParts = (int) Math.rint(lease * WHOLE_MAX);
    int challengeParts = WHOLE_MAX - leaseParts;
    int common = BigInteger.valueOf(leaseParts).gcd(BigInteger.valueOf(challengeParts)).intValue();
    return new ComponentWeights(leaseParts / common, challengeParts / common);
  }

  /// Parts that lease and challenge make together.
  public int whole() {
    return lease + challenge;
  }

  /// Whether challenges make any part of a score.
  public boolean countsChallenges() {
    return challenge > 0;
  }
}
