package io.byteleap.worker.compute;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/// The tasks that a worker has: one at work, others waiting in the order in which they came, and
/// how many ended how. Immutable.
record TaskBench(int tasksMax, Seat seat, List<TaskOrder> waiting, long done, long failed) {
  sealed interface Seat {}

  record Free() implements Seat {}

  record Taken(TaskOrder order, ActorRef<TaskRun.Ended> run) implements Seat {}

  TaskBench {
    waiting = List.copyOf(waiting);
  }

  static TaskBench empty(int tasksMax) {
    return new TaskBench(tasksMax, new Free(), List.of(), 0, 0);
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

  private Stream<TaskOrder> orders() {
    return Stream.concat(
        switch (seat) {
          case Taken(var order, _) -> Stream.of(order);
          case Free() -> Stream.empty();
        },
        waiting.stream());
  }

  /// The task whose turn it is; empty when one is at work or none waits.
  Optional<TaskOrder> next() {
    return seat instanceof Free ? waiting.stream().findFirst() : Optional.empty();
  }

  TaskBench with(TaskOrder order) {
    return new TaskBench(
        tasksMax, seat, Stream.concat(waiting.stream(), Stream.of(order)).toList(), done, failed);
  }

  /// With the next task at work.
  TaskBench seated(TaskOrder order, ActorRef<TaskRun.Ended> run) {
    return new TaskBench(tasksMax, new Taken(order, run), without(order), done, failed);
  }

  TaskBench done(TaskOrder order) {
    return new TaskBench(tasksMax, seatWithout(order), without(order), done + 1, failed);
  }

  TaskBench failed(TaskOrder order) {
    return new TaskBench(tasksMax, seatWithout(order), without(order), done, failed + 1);
  }

  /// With one more task that failed without ever having had a place.
  TaskBench refusedOne() {
    return new TaskBench(tasksMax, seat, waiting, done, failed + 1);
  }

  private Seat seatWithout(TaskOrder order) {
    return seat instanceof Taken(var seated, _) && seated.equals(order) ? new Free() : seat;
  }

  private List<TaskOrder> without(TaskOrder order) {
    return waiting.stream().filter(held -> !held.equals(order)).toList();
  }

  TaskDesk.Status status() {
    return new TaskDesk.Status(seat instanceof Taken ? 1 : 0, waiting.size(), done, failed);
  }
}
