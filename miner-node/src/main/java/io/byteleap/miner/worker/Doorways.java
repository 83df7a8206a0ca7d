package io.byteleap.miner.worker;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/// Which hotkey's workers come in under which path of one port. The longest path that leads to what
/// a worker asked for counts; `/` takes whoever asked for something else.
public record Doorways(List<Doorway> all) {
  /// Where the workers of one hotkey are registered, what they are told at the door, and their
  /// figures.
  public record Doorway(
      DoorPath path,
      DoorTerms terms,
      ActorRef<WorkerRegistry.Command> registry,
      WorkerMeters meters) {}

  public Doorways {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a door leads somewhere");
    }
    var paths = new HashSet<DoorPath>();
    all.stream()
        .filter(doorway -> !paths.add(doorway.path()))
        .findFirst()
        .ifPresent(
            doorway -> {
              throw new IllegalArgumentException("two doorways at " + doorway.path());
            });
  }

  /// One hotkey, to which every path leads.
  static Doorways to(
      ActorRef<WorkerRegistry.Command> registry, DoorTerms terms, WorkerMeters meters) {
    return new Doorways(List.of(new Doorway(DoorPath.ROOT, terms, registry, meters)));
  }

  /// Empty when nobody's workers come in there.
  Optional<Doorway> at(String requested) {
    return all.stream()
        .filter(doorway -> doorway.path().leads(requested))
        .max(Comparator.comparingInt(doorway -> doorway.path().value().length()));
  }
}
