package io.byteleap.faulttest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the validator acknowledged or showed, which it must never lose: leases with their ends, and
/// each worker's buckets. One thread.
///
/// An order that was not answered may have been carried out or not, also later than one that was
/// answered; what was acknowledged stands unless such an order explains the difference.
final class Kept {
  private final Map<String, Ends> leases = new HashMap<>();
  private final Map<String, Long> buckets = new HashMap<>();

  /// The end that was acknowledged last, and those that were asked for in vain.
  private record Ends(Instant acknowledged, Set<Instant> asked) {
    boolean allow(Instant end) {
      return end.equals(acknowledged) || asked.contains(end);
    }
  }

  /// The lease with this id was acknowledged to end then.
  void acknowledged(String lease, Instant end) {
    var before = leases.get(lease);
    Set<Instant> asked = before == null ? Set.of() : before.asked();
    leases.put(lease, new Ends(end, asked));
  }

  /// It was asked for this end, and nobody answered.
  void unanswered(String lease, Instant end) {
    var before = leases.get(lease);
    if (before == null) {
      throw new IllegalStateException("BUG: lease " + lease + " was never acknowledged");
    }
    var asked = new HashSet<>(before.asked());
    asked.add(end);
    leases.put(lease, new Ends(before.acknowledged(), Set.copyOf(asked)));
  }

  /// What is missing or different in the leases that are shown now, by id.
  List<String> lostIn(Map<String, Instant> shown) {
    List<String> lost = new ArrayList<>();
    leases.forEach(
        (lease, ends) -> {
          var end = shown.get(lease);
          if (end == null) {
            lost.add("lease " + lease + " is gone");
          } else if (!ends.allow(end)) {
            lost.add(
                "lease " + lease + " ends " + end + ", acknowledged was " + ends.acknowledged());
          }
        });
    return lost;
  }

  /// What became less in the buckets that are shown now, by worker.
  List<String> fewerIn(Map<String, Long> shown) {
    List<String> lost = new ArrayList<>();
    shown.forEach(
        (worker, now) -> {
          long before = Math.max(now, buckets.getOrDefault(worker, now));
          buckets.put(worker, before);
          if (now < before) {
            lost.add("worker " + worker + " had " + before + " buckets, has " + now);
          }
        });
    buckets.keySet().stream()
        .filter(worker -> !shown.containsKey(worker))
        .map(worker -> "worker " + worker + " is gone")
        .forEach(lost::add);
    return lost;
  }

  /// The fewest buckets that any worker has.
  long bucketsOfTheLeast() {
    return buckets.values().stream().mapToLong(Long::longValue).min().orElse(0);
  }
}
