package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Who of the idle workers comes to a muster, and who does not.
///
/// First those that claim a disputed device, all claims to one together, up to half of the places;
/// then all workers of one miner after another, for one machine under many names is found out when
/// all of them are at work at once. Disputes and miners come in an order that nobody can foresee.
/// Only workers that can do version 2 come.
public record MusterDraw(
    SortedMap<Hotkey, List<Candidate>> chosen, SortedMap<Hotkey, List<Candidate>> others) {
  public MusterDraw {
    chosen = Collections.unmodifiableSortedMap(new TreeMap<>(chosen));
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /// How many could have come, if there had been places for them.
  public long leftOut() {
    return others.values().stream().flatMap(List::stream).filter(Candidate::canExact).count();
  }

  private record Place(Hotkey miner, WorkerId worker) {}

  /// Draws up to `places` of `idle`; `disputes` are the claims to one device each, and `random`
  /// must be cryptographically secure outside tests.
  public static MusterDraw of(
      SortedMap<Hotkey, List<Candidate>> idle,
      Collection<List<UnitName>> disputes,
      int places,
      RandomGenerator random) {
    var able = new HashMap<Place, Candidate>();
    idle.forEach(
        (miner, candidates) ->
            candidates.stream()
                .filter(Candidate::canExact)
                .forEach(each -> able.put(new Place(miner, each.worker()), each)));
    SequencedSet<Place> taken = new LinkedHashSet<>();
    for (List<UnitName> claims : shuffled(disputes, random)) {
      var present =
          claims.stream()
              .map(claim -> new Place(claim.hotkey(), claim.worker()))
              .filter(able::containsKey)
              .distinct()
              .toList();
      long more = present.stream().filter(place -> !taken.contains(place)).count();
      if (present.size() > 1 && taken.size() + more <= Math.max(2, places / 2)) {
        taken.addAll(present);
      }
    }
    shuffled(idle.keySet(), random).stream()
        .flatMap(miner -> of(miner, idle, random))
        .filter(able::containsKey)
        .filter(place -> !taken.contains(place))
        .limit(Math.max(0, places - taken.size()))
        .toList()
        .forEach(taken::add);
    return parted(idle, taken);
  }

  private static Stream<Place> of(
      Hotkey miner, Map<Hotkey, List<Candidate>> idle, RandomGenerator random) {
    return shuffled(idle.getOrDefault(miner, List.of()), random).stream()
        .map(candidate -> new Place(miner, candidate.worker()));
  }

  private static MusterDraw parted(
      SortedMap<Hotkey, List<Candidate>> idle, SequencedSet<Place> taken) {
    var chosen = new TreeMap<Hotkey, List<Candidate>>();
    var others = new TreeMap<Hotkey, List<Candidate>>();
    idle.forEach(
        (miner, candidates) ->
            candidates.forEach(
                each ->
                    (taken.contains(new Place(miner, each.worker())) ? chosen : others)
                        .computeIfAbsent(miner, _ -> new ArrayList<>())
                        .add(each)));
    return new MusterDraw(chosen, others);
  }

  /// Every order is as likely as every other (Fisher and Yates).
  private static <T> List<T> shuffled(Collection<T> items, RandomGenerator random) {
    List<T> all = new ArrayList<>(items);
    for (int i = all.size() - 1; i > 0; i--) {
      Collections.swap(all, i, random.nextInt(i + 1));
    }
    return all;
  }
}
