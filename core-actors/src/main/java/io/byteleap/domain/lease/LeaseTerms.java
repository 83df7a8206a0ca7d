package io.byteleap.domain.lease;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Instant;

/// What somebody asks for who rents a worker; a [Lease] once it begins.
public record LeaseTerms(
    LeaseId id,
    WorkerId worker,
    Label source,
    LeaseScore score,
    Beginning beginning,
    Instant until) {
  public sealed interface Beginning {}

  /// As soon as the lease is stored.
  public record AtOnce() implements Beginning {}

  public record On(Instant instant) implements Beginning {}

  public LeaseTerms {
    if (beginning instanceof On(var instant)) {
      new Lease(id, worker, source, score, instant, until);
    }
  }

  /// When the lease begins if it is stored `now`.
  public Instant from(Instant now) {
    return switch (beginning) {
      case AtOnce() -> now;
      case On(var instant) -> instant;
    };
  }

  /// The lease that is stored `now`; its length must have been looked at.
  public Lease storedAt(Instant now) {
    return new Lease(id, worker, source, score, from(now), until);
  }

  /// Whether `held` is what these terms ask for: then they were asked for before.
  public boolean areThoseOf(Lease held) {
    return held.id().equals(id)
        && held.worker().equals(worker)
        && held.source().equals(source)
        && held.score().equals(score)
        && held.from().equals(from(held.from()))
        && held.until().equals(until);
  }
}
