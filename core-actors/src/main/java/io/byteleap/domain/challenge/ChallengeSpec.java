package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;

/// One challenge as it is issued: to whom, which work, how long each step may take, and for what.
public record ChallengeSpec(
    ChallengeId id, WorkerId worker, Work work, Patience patience, Occasion occasion) {
  public ChallengeSpec {
    if (occasion instanceof Muster && !(work instanceof Work.ExactWork)) {
      throw new IllegalArgumentException("a muster has challenges of version 2 only");
    }
  }

  /// One that is handed out whenever its miner comes for it.
  public ChallengeSpec(ChallengeId id, WorkerId worker, Work work, Patience patience) {
    this(id, worker, work, patience, Occasion.ANY_TIME);
  }

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
