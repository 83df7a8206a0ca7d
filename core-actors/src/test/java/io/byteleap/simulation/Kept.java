package io.byteleap.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// A state and the journal that it can be made from again: a snapshot, and what came after it.
final class Kept<S, E> {
  private final Scenario.Care care;
  private final int eventsPerSnapshot;
  private final BiFunction<S, E, S> evolve;
  private final Machines machines;
  private final List<E> sinceSnapshot = new ArrayList<>();
  private S snapshot;
  private S state;
  private long sequence;

  Kept(S empty, BiFunction<S, E, S> evolve, World world, int eventsPerSnapshot) {
    this(empty, evolve, world.machines(), world.scenario().care(), eventsPerSnapshot);
  }

  Kept(
      S empty,
      BiFunction<S, E, S> evolve,
      Machines machines,
      Scenario.Care care,
      int eventsPerSnapshot) {
    this.care = care;
    this.eventsPerSnapshot = eventsPerSnapshot;
    this.evolve = evolve;
    this.machines = machines;
    this.snapshot = empty;
    this.state = empty;
  }

  S state() {
    return state;
  }

  /// Number of events stored.
  long sequence() {
    return sequence;
  }

  void store(List<E> events) {
    sinceSnapshot.addAll(machines.written(events));
    for (E event : events) {
      state = evolve.apply(state, event);
    }
    sequence += events.size();
    if (sinceSnapshot.size() >= eventsPerSnapshot) {
      if (care == Scenario.Care.CLOSE) {
        requireSame();
      }
      snapshot = state;
      sinceSnapshot.clear();
    }
  }

  /// What a restart finds.
  void recover() {
    requireSame();
  }

  private void requireSame() {
    S again = snapshot;
    for (E event : sinceSnapshot) {
      again = evolve.apply(again, event);
    }
    if (!again.equals(state)) {
      throw new Broken(
          Invariant.NOTHING_IS_FORGOTTEN,
          "a journal of " + sequence + " events makes another state than the one that was left");
    }
    state = again;
  }
}
