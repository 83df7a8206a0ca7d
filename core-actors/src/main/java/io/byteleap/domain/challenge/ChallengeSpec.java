package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSpec;
import java.time.Duration;

/// One challenge as it is issued: to whom, which work, how much of it will be opened, how long each
/// step may take.
public record ChallengeSpec(
    ChallengeId id, WorkerId worker, MatrixSpec matrix, TargetPolicy targets, Patience patience) {

  /// How long the validator waits: for the miner to collect the challenge, from hand-out to
  /// commitment, from commitment to proof. All positive.
  public record Patience(Duration collect, Duration commit, Duration prove) {
    public Patience {
      if (!collect.isPositive() || !commit.isPositive() || !prove.isPositive()) {
        throw new IllegalArgumentException("patience must be positive");
      }
    }
  }
}
