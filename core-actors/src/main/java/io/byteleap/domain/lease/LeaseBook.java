package io.byteleap.domain.lease;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The leases of one miner's workers: those that run, and those that ended within the last 169
/// hours.
///
/// INVARIANT: at any time at most one lease of a worker is active.
public record LeaseBook(SortedMap<LeaseId, Lease> leases) {
  public static final LeaseBook EMPTY = new LeaseBook(new TreeMap<>());

  private static final Duration MEMORY = Duration.ofHours(169);

  public LeaseBook {
    leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
  }

  public Optional<Lease> find(LeaseId id) {
    return Optional.ofNullable(leases.get(id));
  }

  public Optional<Lease> activeOf(WorkerId worker, Instant now) {
    return leases.values().stream()
        .filter(lease -> lease.worker().equals(worker) && lease.isActive(now))
        .findFirst();
  }

  /// The worker's lease that runs for any moment of `lease`, other than `lease` itself.
  public Optional<Lease> overlapping(Lease lease) {
    return leases.values().stream()
        .filter(held -> held.worker().equals(lease.worker()) && !held.id().equals(lease.id()))
        .filter(held -> held.from().isBefore(lease.until()) && lease.from().isBefore(held.until()))
        .findFirst();
  }

  /// What the worker's lease is worth now; nothing when it has none.
  public LeaseScore scoreOf(WorkerId worker, Instant now) {
    return activeOf(worker, now).map(Lease::score).orElse(LeaseScore.NONE);
  }

  public List<Lease> all() {
    return List.copyOf(leases.values());
  }

  /// The book with `lease` in place of the one of the same id; what ended long before `now` is
  /// forgotten.
  public LeaseBook with(Lease lease, Instant now) {
    var next = new TreeMap<>(leases);
    next.put(lease.id(), lease);
    next.values().removeIf(held -> held.until().isBefore(now.minus(MEMORY)));
    return new LeaseBook(next);
  }
}
