package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import java.util.Set;

/// The challenges that a miner has taken, on their way or waiting for their worker, and the workers
/// that have one to work on.
record Engaged(Set<ChallengeId> challenges, Set<WorkerId> workers) {
  static final Engaged NONE = new Engaged(Set.of(), Set.of());

  Engaged {
    challenges = Set.copyOf(challenges);
    workers = Set.copyOf(workers);
  }
}
