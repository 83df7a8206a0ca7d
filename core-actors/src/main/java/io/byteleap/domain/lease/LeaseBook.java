package io.byteleap.domain.lease;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The leases of one miner's workers: those that run or will, and those that ended within the last
/// 169 hours, the 1,000 latest of them at most.
///
/// INVARIANT: at any time at most one lease of a worker is active.
public record LeaseBook(SortedMap<LeaseId, Lease> leases) {
  public static final LeaseBook EMPTY = new LeaseBook(new TreeMap<>());

  private static final Duration MEMORY = Duration.ofHours(169);
  private static final int ENDED_MAX = 1_000;

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

  /// What the lease of each worker that has one now is worth.
  public Map<WorkerId, LeaseScore> scoresAt(Instant now) {
    var scores = new HashMap<WorkerId, LeaseScore>();
    for (Lease lease : leases.values()) {
      if (lease.isActive(now)) {
        scores.put(lease.worker(), lease.score());
      }
    }
    return scores;
  }

  /// Leases that are not over yet, those that have not begun among them.
  public long countUnended(Instant now) {
    return unended(now).count();
  }

  /// The workers of those leases.
  public Set<WorkerId> bound(Instant now) {
    return unended(now).map(Lease::worker).collect(Collectors.toSet());
  }

  private Stream<Lease> unended(Instant now) {
    return leases.values().stream().filter(lease -> lease.until().isAfter(now));
  }

  public List<Lease> all() {
    return List.copyOf(leases.values());
  }

  /// The book with `lease` in place of the one of the same id.
  public LeaseBook with(Lease lease) {
    var next = new TreeMap<>(leases);
    next.put(lease.id(), lease);
    return new LeaseBook(next);
  }

  /// The book without what ended long before `now`.
  public LeaseBook remembering(Instant now) {
    return hasTooOld(now) ? withoutTooOld(now) : this;
  }

  /// Whether anything is to be forgotten, which is seldom.
  private boolean hasTooOld(Instant now) {
    var oldest = now.minus(MEMORY);
    int ended = 0;
    for (Lease lease : leases.values()) {
      if (!lease.until().isAfter(now)) {
        ended++;
        if (ended > ENDED_MAX || lease.until().isBefore(oldest)) {
          return true;
        }
      }
    }
    return false;
  }

  private LeaseBook withoutTooOld(Instant now) {
    var ended =
        leases.values().stream()
            .filter(lease -> !lease.until().isAfter(now))
            .sorted(Comparator.comparing(Lease::until).reversed())
            .toList();
    var forgotten =
        IntStream.range(0, ended.size())
            .filter(i -> i >= ENDED_MAX || ended.get(i).until().isBefore(now.minus(MEMORY)))
            .mapToObj(i -> ended.get(i).id())
            .collect(Collectors.toSet());
    var next = new TreeMap<>(leases);
    next.keySet().removeAll(forgotten);
    return new LeaseBook(next);
  }
}
