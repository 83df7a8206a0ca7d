package io.byteleap.domain.lease;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;

/// A worker is rented: by whose word (`source`), for how much, from when, and until when unless it
/// is renewed. A lease that is not renewed ends by itself, so that nothing earns for ever because a
/// message was lost. `from` is before `until`, at most 366 days before.
public record Lease(
    LeaseId id, WorkerId worker, Label source, LeaseScore score, Instant from, Instant until) {
  public static final Duration LENGTH_MAX = Duration.ofDays(366);

  public Lease {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("lease must end after it begins");
    }
    if (isTooLong(from, until)) {
      throw new IllegalArgumentException("lease longer than " + LENGTH_MAX.toDays() + " days");
    }
  }

  /// Whether this is more than a lease may last.
  public static boolean isTooLong(Instant from, Instant until) {
    return Duration.between(from, until).compareTo(LENGTH_MAX) > 0;
  }

  public boolean isActive(Instant now) {
    return !now.isBefore(from) && now.isBefore(until);
  }

  /// The lease with another end.
  public Lease endingAt(Instant end) {
    return new Lease(id, worker, source, score, from, end);
  }
}
