package io.byteleap.worker.compute;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/// The tasks that a worker has: at most one of each kind at work, others waiting in the order in
/// which they came, and how many ended how. Immutable.
record TaskBench(
    int tasksMax, Map<Kind, Taken> seats, List<TaskOrder> waiting, long done, long failed) {
  /// What a task needs for itself alone.
  enum Kind {
    CPU,
    GPU;

    static Kind of(TaskOrder order) {
      return switch (order.work()) {
        case TaskWork.OnCpu _ -> CPU;
        case TaskWork.OnGpus _ -> GPU;
      };
    }
  }

  record Taken(TaskOrder order, ActorRef<TaskRun.Ended> run) {}

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
    return Stream.concat(seats.values().stream().map(Taken::order), waiting.stream());
  }

  /// The task whose turn it is; empty when none waits whose kind has nothing at work.
  Optional<TaskOrder> next() {
    return waiting.stream().filter(order -> !seats.containsKey(Kind.of(order))).findFirst();
  }

  /// The task that `run` is at; empty when it was given up before.
  Optional<TaskOrder> at(ActorRef<TaskRun.Ended> run) {
    return seats.values().stream()
        .filter(taken -> taken.run().equals(run))
        .map(Taken::order)
        .findFirst();
  }

  /// What is at the task; empty when it waits.
  Optional<ActorRef<TaskRun.Ended>> runOf(TaskOrder order) {
    return seats.values().stream()
        .filter(taken -> taken.order().equals(order))
        .map(Taken::run)
        .findFirst();
  }

  TaskBench with(TaskOrder order) {
    return new TaskBench(
        tasksMax, seats, Stream.concat(waiting.stream(), Stream.of(order)).toList(), done, failed);
  }

  /// With the task at work.
  TaskBench seated(TaskOrder order, ActorRef<TaskRun.Ended> run) {
    var taken = new EnumMap<Kind, Taken>(Kind.class);
    taken.putAll(seats);
    taken.put(Kind.of(order), new Taken(order, run));
    return new TaskBench(tasksMax, taken, without(order), done, failed);
  }

  TaskBench done(TaskOrder order) {
    return new TaskBench(tasksMax, seatsWithout(order), without(order), done + 1, failed);
  }

  TaskBench failed(TaskOrder order) {
    return new TaskBench(tasksMax, seatsWithout(order), without(order), done, failed + 1);
  }

  /// With one more task that failed without ever having had a place.
  TaskBench refusedOne() {
    return new TaskBench(tasksMax, seats, waiting, done, failed + 1);
  }

  private Map<Kind, Taken> seatsWithout(TaskOrder order) {
    var left = new EnumMap<Kind, Taken>(Kind.class);
    left.putAll(seats);
    left.values().removeIf(taken -> taken.order().equals(order));
    return left;
  }

  private List<TaskOrder> without(TaskOrder order) {
    return waiting.stream().filter(held -> !held.equals(order)).toList();
  }

  TaskDesk.Status status() {
    return new TaskDesk.Status(seats.size(), waiting.size(), done, failed);
  }
}
