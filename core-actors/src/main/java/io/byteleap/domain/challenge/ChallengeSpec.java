package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;

/// One challenge as it is issued: to whom, which work, how long each step may take.
public record ChallengeSpec(ChallengeId id, WorkerId worker, Work work, Patience patience) {

  /// How long the validator waits: for the miner to collect the challenge, from hand-out to
  /// commitment, from commitment to proof, and from proof to its own verdict. All positive.
  public record Patience(Duration collect, Duration commit, Duration prove, Duration judge) {
    public Patience {
      if (!collect.isPositive()
          || !commit.isPositive()
          || !prove.isPositive()
          || !judge.isPositive()) {
        throw new IllegalArgumentException("patience must be positive");
      }
    }
  }
}
