package io.byteleap.simulation.actors;

import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.persistence.journal.JournalSerializer;
import io.byteleap.simulation.Broken;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.Invariant;
import io.byteleap.simulation.World;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/// What one validator has on its disk: the bytes of its journal and its snapshots, as the node's
/// own serializer writes them. Beside it stands what the entities meant to keep, against which it
/// is held whenever it is read.
final class Store {
  private static final JournalSerializer SERIALIZER = new JournalSerializer();

  /// Hears of everything that was stored, before whoever stored it does.
  @FunctionalInterface
  interface Listener {
    void stored(String id, List<Object> events);
  }

  /// An event as it is kept, by whom (each life of an entity is another writer).
  record Entry(long sequence, Written written, String writer) {}

  /// What is kept of an event or a state.
  record Written(String manifest, Bytes utf8) {
    static Written of(Object value) {
      return new Written(SERIALIZER.manifest(value), Bytes.adopting(SERIALIZER.toBinary(value)));
    }

    Object read() {
      try {
        return SERIALIZER.fromBinary(utf8.toArray(), manifest);
      } catch (NotSerializableException e) {
        throw new Broken(Invariant.NOTHING_IS_FORGOTTEN, String.valueOf(e.getMessage()));
      }
    }
  }

  record Snapshot(long sequence, long at, Written written) {}

  /// A state that events make.
  private static final class Fold<S, E> {
    private final S empty;
    private final BiFunction<S, E, S> evolve;
    private final Class<E> events;
    private S state;

    Fold(S empty, BiFunction<S, E, S> evolve, Class<E> events) {
      this.empty = empty;
      this.evolve = evolve;
      this.events = events;
      this.state = empty;
    }

    void take(Object event) {
      state = evolve.apply(state, events.cast(event));
    }

    boolean isMadeBy(List<Entry> entries) {
      S again = empty;
      for (Entry entry : entries) {
        again = evolve.apply(again, events.cast(entry.written().read()));
      }
      return again.equals(state);
    }
  }

  private final World world;
  private final Listener listener;
  private final Map<String, List<Entry>> entries = new LinkedHashMap<>();
  private final Map<String, Fold<?, ?>> meant = new HashMap<>();
  private final Map<String, Snapshot> snapshots = new HashMap<>();

  Store(World world, Listener listener) {
    this.world = world;
    this.listener = listener;
  }

  private static Fold<?, ?> fold(String id) {
    return switch (id.split("\\|", 2)[0]) {
      case "ledger" -> new Fold<>(MinerLedger.EMPTY, MinerLedger::evolve, MinerLedger.Event.class);
      case "round" -> new Fold<>(Round.NONE, Round::evolve, Round.Step.class);
      case "weights" ->
          new Fold<>(WeightEpoch.BEGINNING, WeightEpoch::evolve, WeightEpoch.Event.class);
      case "serving" ->
          new Fold<>(ServingRecord.NONE, ServingRecord::evolve, ServingRecord.BucketServed.class);
      default -> throw new IllegalStateException("BUG: nobody knows what is stored as " + id);
    };
  }

  /// Keeps what the world lets a journal keep of `events`, the first of which has the number
  /// `first`.
  void write(String id, long first, List<Object> events, String writer) {
    var truth = meant.computeIfAbsent(id, Store::fold);
    var kept = entries.computeIfAbsent(id, _ -> new ArrayList<>());
    var left = world.machines().written(events);
    for (int i = 0; i < left.size(); i++) {
      kept.add(new Entry(first + i, Written.of(left.get(i)), writer));
    }
    world.counts().add(Counted.STORED_EVENTS, events.size());
    events.forEach(truth::take);
    listener.stored(id, events);
  }

  List<Entry> entries(String id) {
    return List.copyOf(entries.getOrDefault(id, List.of()));
  }

  long lastSequence(String id) {
    var kept = entries.get(id);
    return kept == null || kept.isEmpty() ? 0 : kept.getLast().sequence();
  }

  void keep(String id, Snapshot snapshot) {
    snapshots.put(id, snapshot);
  }

  Optional<Snapshot> snapshot(String id) {
    return Optional.ofNullable(snapshots.get(id));
  }

  /// The state that the entity meant to keep.
  <S> S meant(String id, Class<S> type) {
    return type.cast(Objects.requireNonNull(meant.computeIfAbsent(id, Store::fold)).state);
  }

  /// What is kept makes every state again.
  void requireSame() {
    meant.forEach(
        (id, truth) -> {
          var kept = entries(id);
          if (!truth.isMadeBy(kept)) {
            throw new Broken(
                Invariant.NOTHING_IS_FORGOTTEN,
                "the journal of "
                    + id
                    + " has "
                    + kept.size()
                    + " events, which make another state than the one that was left");
          }
        });
  }
}
