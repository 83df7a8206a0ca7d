package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who has one of the places for workers, of which there are so many and no more.
///
/// A worker whose key is bound has a place of its own, which nobody else gets. Any other
/// that leaves keeps its place: for a minute whatever happens, so that newcomers cannot
/// take it while the worker reconnects; after that until a newcomer needs it (the one away longest
/// goes first). So whoever has a place comes back into it, and never are more workers connected
/// than there are places.
record Seats(int places, SortedMap<WorkerId, Seat> seats) {
  static final Duration KEPT = Duration.ofMinutes(1);

  sealed interface Seat {}

  record Taken() implements Seat {}

  record Left(Instant at) implements Seat {}

  sealed interface Admission {}

  /// Come in.
  record Seated(Seats next) implements Admission {}

  /// Come in; `forgotten` lost its place for you.
  record SeatedInstead(Seats next, WorkerId forgotten) implements Admission {}

  record Full() implements Admission {}

  static Seats of(int places) {
    return new Seats(places, new TreeMap<>());
  }

  /// Whether there is a place for `worker`. Those of the workers in `kept` are theirs whether they
  /// are there or not.
  Admission admit(WorkerId worker, Set<WorkerId> kept, Instant now) {
    if (seats.containsKey(worker) || kept.contains(worker) || claimed(kept) < places) {
      return new Seated(with(worker, new Taken()));
    }
    return longestAway(kept, now)
        .<Admission>map(
            forgotten -> new SeatedInstead(without(forgotten).with(worker, new Taken()), forgotten))
        .orElseGet(Full::new);
  }

  /// The worker is no longer connected.
  Seats left(WorkerId worker, Instant now) {
    return seats.containsKey(worker) ? with(worker, new Left(now)) : this;
  }

  Seats without(WorkerId worker) {
    var next = new TreeMap<>(seats);
    next.remove(worker);
    return new Seats(places, next);
  }

  int taken() {
    return (int) seats.values().stream().filter(Taken.class::isInstance).count();
  }

  private long claimed(Set<WorkerId> kept) {
    return seats.size() + kept.stream().filter(worker -> !seats.containsKey(worker)).count();
  }

  private Optional<WorkerId> longestAway(Set<WorkerId> kept, Instant now) {
    return seats.entrySet().stream()
        .filter(entry -> !kept.contains(entry.getKey()))
        .filter(entry -> entry.getValue() instanceof Left(var at) && !now.isBefore(at.plus(KEPT)))
        .min(Map.Entry.comparingByValue(Seats::byTimeOfLeaving))
        .map(Map.Entry::getKey);
  }

  private static int byTimeOfLeaving(Seat a, Seat b) {
    return a instanceof Left(var first) && b instanceof Left(var second)
        ? first.compareTo(second)
        : 0;
  }

  private Seats with(WorkerId worker, Seat seat) {
    var next = new TreeMap<>(seats);
    next.put(worker, seat);
    return new Seats(places, next);
  }
}
