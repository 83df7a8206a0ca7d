package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// When units of one miner's workers last gave cause for doubt, the oldest first: of each unit the
/// newest [#COUNT_MAX]. A doubt is forgotten after [#MEMORY].
///
/// Doubts decide how many rows are opened ([io.byteleap.domain.exact.RowPolicy]), and nothing else.
public record Doubts(SortedMap<WorkerId, SortedMap<UnitId, List<Instant>>> byWorker) {
  public static final Doubts NONE = new Doubts(new TreeMap<>());
  public static final int COUNT_MAX = 6;
  public static final Duration MEMORY = Duration.ofHours(6);

  public Doubts {
    var copied = new TreeMap<WorkerId, SortedMap<UnitId, List<Instant>>>();
    byWorker.forEach(
        (worker, units) -> {
          var ofUnits = new TreeMap<UnitId, List<Instant>>();
          units.forEach((unit, times) -> ofUnits.put(unit, List.copyOf(times)));
          copied.put(worker, Collections.unmodifiableSortedMap(ofUnits));
        });
    byWorker = Collections.unmodifiableSortedMap(copied);
  }

  /// How many doubts of the unit there are at `now`.
  public int count(WorkerId worker, UnitId unit, Instant now) {
    return Math.toIntExact(
        of(worker, unit).stream().filter(at -> at.isAfter(now.minus(MEMORY))).count());
  }

  private List<Instant> of(WorkerId worker, UnitId unit) {
    return byWorker
        .getOrDefault(worker, Collections.emptySortedMap())
        .getOrDefault(unit, List.of());
  }

  /// With one more, if `why` is the unit's to answer for.
  Doubts with(WorkerId worker, UnitId unit, ExactRefusal why, Instant at) {
    if (!why.isCharged()) {
      return this;
    }
    var times = new ArrayList<>(of(worker, unit));
    times.add(at);
    var next = new TreeMap<>(byWorker);
    var units = new TreeMap<>(next.getOrDefault(worker, Collections.emptySortedMap()));
    units.put(unit, times.subList(Math.max(0, times.size() - COUNT_MAX), times.size()));
    next.put(worker, units);
    return new Doubts(next);
  }

  /// Without what is forgotten at `now`.
  Doubts at(Instant now) {
    if (byWorker.isEmpty()) {
      return this;
    }
    var next = new TreeMap<WorkerId, SortedMap<UnitId, List<Instant>>>();
    byWorker.forEach(
        (worker, units) -> {
          var kept = new TreeMap<UnitId, List<Instant>>();
          units.forEach((unit, times) -> keep(kept, unit, times, now));
          if (!kept.isEmpty()) {
            next.put(worker, kept);
          }
        });
    return new Doubts(next);
  }

  private static void keep(
      SortedMap<UnitId, List<Instant>> kept, UnitId unit, List<Instant> times, Instant now) {
    var recent = times.stream().filter(at -> at.isAfter(now.minus(MEMORY))).toList();
    if (!recent.isEmpty()) {
      kept.put(unit, recent);
    }
  }
}
