package io.byteleap.wire.hub;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.units.Label;
import java.time.Instant;

/// What the hub says that one worker's lease is worth; nothing for a worker that is idle.
public record PublishedLease(WorkerKey key, LeaseScore score) {
  /// Who says so, in the leases that follow from it.
  public static final Label SOURCE = Label.of("meshhub");

  public boolean isIdle() {
    return score.equals(LeaseScore.NONE);
  }

  /// The lease that this begins, if nothing else is said by `until`: what the hub publishes counts
  /// for a while and not for ever.
  public LeaseTerms terms(LeaseId id, Instant until) {
    return new LeaseTerms(id, key.worker(), SOURCE, score, new LeaseTerms.AtOnce(), until);
  }
}
