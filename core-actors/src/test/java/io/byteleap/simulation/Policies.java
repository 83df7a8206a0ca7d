package io.byteleap.simulation;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoringPolicy;

/// Policies that worlds are scored by.
final class Policies {
  /// Challenges count too, as in the published network.
  static final ScoringPolicy LEASE_AND_CHALLENGE =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          ComponentWeights.of(0.7, 0.3),
          ParticipationRule.PUBLISHED,
          AddressPenalty.NONE);

  private Policies() {}
}
