package io.byteleap.domain.scoring;

import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import java.time.Instant;

/// What all miners of a round are measured against: the policy, the buckets that the validator
/// served, the moment. One basis gives all scores the same denominator.
public record ScoreBasis(ScoringPolicy policy, BucketWindow served, Instant at) {
  /// Buckets of the window in which the validator served: those in which a worker can be present. A
  /// worker that is new was absent before.
  public int expectedBuckets() {
    return served.countBoth(served, last(), policy.windowBuckets());
  }

  /// Those of the expected buckets in which a worker was `present`.
  int presentBuckets(BucketWindow present) {
    return present.countBoth(served, last(), policy.windowBuckets());
  }

  /// When the first bucket of the window begins.
  public Instant windowStart() {
    return new Bucket(Math.max(0, last().index() - policy.windowBuckets() + 1)).start();
  }

  /// The denominator of all scores on this basis.
  long denominator() {
    var nobody = new Availability(0, expectedBuckets(), policy.addresses().after(0));
    return WorkerScore.denominator(policy.weights(), nobody);
  }

  private Bucket last() {
    return Bucket.at(at);
  }
}
