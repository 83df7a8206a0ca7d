package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.units.Score;

/// Score of one worker, 0 to 1: what its lease and its challenges are worth, as they are weighed,
/// times its availability. With leases alone an idle worker scores zero.
public record WorkerScore(
    WorkerId worker,
    LeaseScore lease,
    ChallengeScore challenge,
    Availability availability,
    ComponentWeights weights) {
  /// The exact score.
  ///
  /// INVARIANT: scores of a hundred workers add up without overflow: a numerator is at most
  /// 1,000,000 (parts of a component) x 1,000,000 (parts of the weights) x 2,028 (buckets) x 8
  /// (parts of an address penalty), 1.6e16.
  public Score score() {
    return new Score(numerator(), denominator(weights, availability));
  }

  long numerator() {
    return worth() * availability.numerator();
  }

  /// What lease and challenges are worth, of [#worthMax].
  long worth() {
    return (long) weights.lease() * lease.millionths()
        + (long) weights.challenge() * challenge.millionths();
  }

  long worthMax() {
    return (long) LeaseScore.WHOLE * weights.whole();
  }

  /// The denominator that all scores of a round share.
  static long denominator(ComponentWeights weights, Availability availability) {
    return (long) LeaseScore.WHOLE * weights.whole() * availability.denominator();
  }
}
