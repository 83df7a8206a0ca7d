package io.byteleap.worker.compute;

import io.byteleap.domain.identity.UnitId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/// The tasks that a worker has: at most one of each kind at work, others waiting in the order in
/// which they came, and how many ended how. One that was given up keeps its seats until what is at
/// it has let go. Immutable.
record TaskBench(
    int tasksMax, Map<Kind, Taken> seats, List<TaskOrder> waiting, long done, long failed) {
  /// What a task needs for itself alone.
  enum Kind {
    CPU,
    GPU;

    static Set<Kind> of(TaskOrder order) {
      return switch (order.work()) {
        case TaskWork.OnCpu _ -> Set.of(CPU);
        case TaskWork.OnGpus _ -> Set.of(GPU);
        case TaskWork.OnUnits(var exact, _) ->
            exact.keysOfA().keySet().stream()
                .map(unit -> unit.equals(UnitId.CPU) ? CPU : GPU)
                .collect(Collectors.toUnmodifiableSet());
      };
    }
  }

  /// Whether somebody still waits for what comes of it.
  enum Wanted {
    YES,
    NO
  }

  record Taken(TaskOrder order, ActorRef<TaskRun.Command> run, Wanted wanted) {
    boolean isWanted() {
      return wanted == Wanted.YES;
    }
  }

  TaskBench {
    seats = Map.copyOf(seats);
    waiting = List.copyOf(waiting);
  }

  static TaskBench empty(int tasksMax) {
    return new TaskBench(tasksMax, Map.of(), List.of(), 0, 0);
  }

  /// Why there is no place for the task; empty when there is one.
  Optional<String> refusal(TaskOrder order) {
    if (orders().anyMatch(held -> held.id().equals(order.id()))) {
      return Optional.of("a task of this id is running already");
    }
    return orders().count() >= tasksMax
        ? Optional.of("this worker has its " + tasksMax + " tasks (max_concurrent_tasks)")
        : Optional.empty();
  }

  /// All tasks that have no result yet.
  Stream<TaskOrder> orders() {
    return Stream.concat(atWork().map(Taken::order).distinct(), waiting.stream());
  }

  private Stream<Taken> atWork() {
    return seats.values().stream().filter(Taken::isWanted);
  }

  /// The task whose turn it is; empty when none waits whose kind has nothing at work.
  Optional<TaskOrder> next() {
    return waiting.stream()
        .filter(order -> Kind.of(order).stream().noneMatch(seats::containsKey))
        .findFirst();
  }

  /// The task that `run` is at; empty when it was given up before.
  Optional<TaskOrder> at(ActorRef<TaskRun.Command> run) {
    return atWork().filter(taken -> taken.run().equals(run)).map(Taken::order).findFirst();
  }

  /// What is at the task; empty when it waits.
  Optional<ActorRef<TaskRun.Command>> runOf(TaskOrder order) {
    return atWork().filter(taken -> taken.order().equals(order)).map(Taken::run).findFirst();
  }

  TaskBench with(TaskOrder order) {
    return new TaskBench(
        tasksMax, seats, Stream.concat(waiting.stream(), Stream.of(order)).toList(), done, failed);
  }

  /// With the task at work.
  TaskBench seated(TaskOrder order, ActorRef<TaskRun.Command> run) {
    var taken = new EnumMap<Kind, Taken>(Kind.class);
    taken.putAll(seats);
    Kind.of(order).forEach(kind -> taken.put(kind, new Taken(order, run, Wanted.YES)));
    return new TaskBench(tasksMax, taken, without(order), done, failed);
  }

  TaskBench done(TaskOrder order) {
    return new TaskBench(tasksMax, seatsWithout(order), without(order), done + 1, failed);
  }

  TaskBench failed(TaskOrder order) {
    return new TaskBench(tasksMax, seatsWithout(order), without(order), done, failed + 1);
  }

  /// With the task failed, whose seats are not free yet if it has any.
  TaskBench givenUp(TaskOrder order) {
    var left = new EnumMap<Kind, Taken>(Kind.class);
    seats.forEach(
        (kind, taken) ->
            left.put(
                kind,
                taken.order().equals(order) ? new Taken(order, taken.run(), Wanted.NO) : taken));
    return new TaskBench(tasksMax, left, without(order), done, failed + 1);
  }

  /// With the seats free that `run` had and nobody waits for.
  TaskBench freed(ActorRef<TaskRun.Command> run) {
    var left = new EnumMap<Kind, Taken>(Kind.class);
    left.putAll(seats);
    left.values().removeIf(taken -> taken.run().equals(run) && !taken.isWanted());
    return new TaskBench(tasksMax, left, waiting, done, failed);
  }

  /// With one more task that failed without ever having had a place.
  TaskBench refusedOne() {
    return new TaskBench(tasksMax, seats, waiting, done, failed + 1);
  }

  private Map<Kind, Taken> seatsWithout(TaskOrder order) {
    var left = new EnumMap<Kind, Taken>(Kind.class);
    left.putAll(seats);
    left.values().removeIf(taken -> taken.isWanted() && taken.order().equals(order));
    return left;
  }

  private List<TaskOrder> without(TaskOrder order) {
    return waiting.stream().filter(held -> !held.equals(order)).toList();
  }

  TaskDesk.Status status() {
    int running = Math.toIntExact(atWork().map(Taken::order).distinct().count());
    return new TaskDesk.Status(running, waiting.size(), done, failed);
  }
}
