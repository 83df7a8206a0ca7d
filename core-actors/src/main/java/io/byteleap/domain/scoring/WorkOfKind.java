package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a worker passed of one kind of challenge. Times of two kinds say nothing about each other:
/// within a kind all did the same work, or their times were brought to the same amount of it.
public record WorkOfKind(Hotkey miner, WorkerId worker, String kind, VerifiedWork work) {
  /// All of it, by miner and worker, with times that can be compared: those of the first kind (in
  /// the order of their names) as they are, those of every other kind stretched so that its fastest
  /// worker is as fast as the first kind's. So each kind counts as much as every other, and where
  /// there is one kind nothing changes.
  public static Map<Hotkey, Map<WorkerId, VerifiedWork>> merged(List<WorkOfKind> all) {
    var best = bestMeans(all);
    var merged = new HashMap<Hotkey, Map<WorkerId, VerifiedWork>>();
    for (WorkOfKind each : all) {
      merged
          .computeIfAbsent(each.miner(), _ -> new HashMap<>())
          .merge(each.worker(), each.stretched(best), WorkOfKind::sum);
    }
    return merged;
  }

  /// The shortest mean time of each kind, in nanoseconds; kinds that took no time at all have none.
  private static SortedMap<String, Double> bestMeans(List<WorkOfKind> all) {
    var best = new TreeMap<String, Double>();
    for (WorkOfKind each : all) {
      if (each.meanNanos() > 0) {
        best.merge(each.kind(), each.meanNanos(), Math::min);
      }
    }
    return best;
  }

  private double meanNanos() {
    return (double) work.time().toNanos() / work.successes();
  }

  private VerifiedWork stretched(SortedMap<String, Double> best) {
    if (!best.containsKey(kind) || best.firstKey().equals(kind)) {
      return work;
    }
    double factor = best.getOrDefault(best.firstKey(), 1.0) / best.getOrDefault(kind, 1.0);
    return new VerifiedWork(
        work.successes(), Duration.ofNanos(Math.round(work.time().toNanos() * factor)));
  }

  private static VerifiedWork sum(VerifiedWork one, VerifiedWork other) {
    return new VerifiedWork(one.successes() + other.successes(), one.time().plus(other.time()));
  }
}
