package io.byteleap.domain.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The buckets in which the validator itself served long enough to hear everybody: only these count
/// for or against a worker.
public record ServingRecord(BucketWindow served) {
  public static final ServingRecord NONE = new ServingRecord(BucketWindow.EMPTY);

  public record BucketServed(Bucket bucket, Instant at) {}

  /// The event to store when the validator, serving without a break since `since`, has now served
  /// the present bucket for at least `enough`, and this is not stored yet.
  public Optional<BucketServed> decide(Instant since, Duration enough, Instant now) {
    var bucket = Bucket.at(now);
    var begun = since.isAfter(bucket.start()) ? since : bucket.start();
    return served.contains(bucket) || begun.plus(enough).isAfter(now)
        ? Optional.empty()
        : Optional.of(new BucketServed(bucket, now));
  }

  public ServingRecord evolve(BucketServed event) {
    return new ServingRecord(served.with(event.bucket()));
  }
}
