package io.byteleap.domain.scoring;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;

/// How scores are made; it changes only as a whole, so that all miners of a round are measured
/// alike: how many buckets back presence counts (1 to 2,028), what leases and challenges weigh,
/// what is expected of the challenged, and what a change of address costs.
///
/// Refused: a ranking window shorter than the interval between challenges, when challenges count.
public record ScoringPolicy(
    int windowBuckets,
    ComponentWeights weights,
    ParticipationRule participation,
    AddressPenalty addresses) {
  /// Lease revenue times the presence of 169 hours.
  public static final ScoringPolicy DEFAULT =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          ComponentWeights.LEASE_ALONE,
          ParticipationRule.PUBLISHED,
          AddressPenalty.NONE);

  public ScoringPolicy {
    if (windowBuckets < 1 || windowBuckets > BucketWindow.LENGTH) {
      throw new IllegalArgumentException(
          "window outside 1.." + BucketWindow.LENGTH + " buckets: " + windowBuckets);
    }
    if (weights.countsChallenges()
        && participation.window().compareTo(participation.interval()) < 0) {
      throw new IllegalArgumentException(
          "ranking_window_minutes must not be shorter than challenge_interval");
    }
  }
}
