package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.RandomUuid;
import java.util.random.RandomGenerator;

/// What challenges look like: which work, how long each step may take.
public record ChallengePolicy(WorkPolicy work, Patience patience) {
  /// Whether this worker can be given a challenge.
  boolean suits(Candidate candidate) {
    return work.suits(candidate);
  }

  /// A challenge for a worker that it suits.
  ChallengeSpec draw(Candidate candidate, RandomGenerator random) {
    return new ChallengeSpec(
        new ChallengeId(RandomUuid.draw(random).toString()),
        candidate.worker(),
        work.draw(candidate, random),
        patience);
  }
}
