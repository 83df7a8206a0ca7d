package io.byteleap.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Stands before the [TaskDesk] and knows which tasks have no result yet, so that the worker can
/// stop without losing one: once it drains, new tasks fail at once, those inside are given time,
/// and those that are left when the time is over fail here.
///
/// A miner asks for the proof of a result after it has it; a result that was given while the worker
/// drains is given a while for that.
final class TaskDoor {
  private static final int FAILED = 1006;
  private static final Duration PROOF_GRACE = Duration.ofSeconds(10);
  private static final Duration PROOF_LOOK = Duration.ofMillis(200);
  private static final Label STOPPING = Label.of("the worker is stopping");
  private static final Label STOPPED =
      Label.of("the worker stopped before the task was done (drain_timeout)");

  sealed interface Command {}

  /// What is meant for the desk.
  record ForDesk(TaskDesk.Command command) implements Command {}

  /// Lets nobody in any more; `replyTo` hears when all are out, after `patience` at most.
  record Drain(Duration patience, ActorRef<Drained> replyTo) implements Command {}

  /// How many tasks were finished meanwhile, and how many were failed at the end.
  record Drained(int finished, int failed) {}

  private record Result(WorkerFrame frame) implements Command {}

  private record PatienceOver() implements Command {}

  private record GraceOver() implements Command {}

  private record LookForProofs() implements Command {}

  private record ProofsKnown(ProofDesk.Status status) implements Command {}

  /// Whom the door stands before, and what it works with.
  record Tools(
      WorkerId worker,
      ActorRef<TaskDesk.Command> desk,
      ActorRef<ProofDesk.Command> proofs,
      InstantSource clock) {}

  /// A task without a whole result: who waits for it, and for how many parts, one but of exact
  /// products.
  private record Open(ActorRef<WorkerFrame> replyTo, int partsLeft) {}

  /// A drain that is under way: results it gave, and the proofs that were answered when it began
  /// (below 0: not known yet).
  private record Draining(ActorRef<Drained> replyTo, int finished, long answeredBefore) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Tools tools;
  private final ActorRef<WorkerFrame> results;
  private final ActorRef<ProofDesk.Status> proofs;

  /// Tasks without a result, by id; one id can be given twice, and then has two results.
  private final Map<String, List<Open>> open = new HashMap<>();

  private TaskDoor(ActorContext<Command> context, TimerScheduler<Command> timers, Tools tools) {
    context.setLoggerName(TaskDoor.class);
    this.context = context;
    this.timers = timers;
    this.tools = tools;
    this.results = context.messageAdapter(WorkerFrame.class, Result::new);
    this.proofs = context.messageAdapter(ProofDesk.Status.class, ProofsKnown::new);
  }

  static Behavior<Command> create(Tools tools) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new TaskDoor(context, timers, tools).letting()));
  }

  /// Where those knock who know the desk only.
  static Behavior<TaskDesk.Command> entrance(ActorRef<Command> door) {
    return Behaviors.receiveMessage(
        command -> {
          door.tell(new ForDesk(command));
          return Behaviors.same();
        });
  }

  private Behavior<Command> letting() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ForDesk(var inner) -> {
                pass(inner);
                yield Behaviors.same();
              }
              case Result(var frame) -> {
                give(frame);
                yield Behaviors.same();
              }
              case Drain(var patience, var replyTo) -> begin(patience, replyTo);
              case PatienceOver _, GraceOver _, LookForProofs _, ProofsKnown _ ->
                  Behaviors.unhandled();
            });
  }

  private void pass(TaskDesk.Command inner) {
    tools
        .desk()
        .tell(
            switch (inner) {
              case TaskDesk.Run run -> remembered(run, 1);
              case TaskDesk.RunUnits(var miner, var run) ->
                  new TaskDesk.RunUnits(miner, remembered(run, unitsOf(run.task())));
              case TaskDesk.Refuse(var taskId, var why, var replyTo) -> {
                remember(taskId, new Open(replyTo, 1));
                yield new TaskDesk.Refuse(taskId, why, results);
              }
              case TaskDesk.Command other -> other;
            });
  }

  /// How many units a task names; one that cannot be read gets one result, a failed one.
  private static int unitsOf(MinerFrame.TaskAssignment task) {
    return Decoded.of(() -> ExactParts.readOrder(task.data()).keysOfA().size())
            instanceof Decoded.Read(var count)
        ? count
        : 1;
  }

  private TaskDesk.Run remembered(TaskDesk.Run run, int parts) {
    remember(run.task().taskId(), new Open(run.replyTo(), parts));
    return new TaskDesk.Run(run.task(), run.receivedAt(), results);
  }

  private void remember(String taskId, Open task) {
    open.computeIfAbsent(taskId, _ -> new ArrayList<>()).add(task);
  }

  /// Hands a result to whoever gave the task; a task that was failed here has had its own. Returns
  /// how many proofs may be asked for of it.
  private int give(WorkerFrame frame) {
    if (!(frame instanceof TaskResult result) || !open.containsKey(result.taskId())) {
      return 0;
    }
    var waiting = open.get(result.taskId());
    var task = waiting.removeFirst();
    task.replyTo().tell(frame);
    int left = task.partsLeft() - parts(result.outcome(), task);
    if (left > 0) {
      waiting.addFirst(new Open(task.replyTo(), left));
    }
    if (waiting.isEmpty()) {
      open.remove(result.taskId());
    }
    return proofsOf(result.outcome());
  }

  private static int parts(TaskOutcome outcome, Open task) {
    return outcome instanceof UnitsDone(var units, _) ? units.size() : task.partsLeft();
  }

  private static int proofsOf(TaskOutcome outcome) {
    return switch (outcome) {
      case TaskDone _ -> 1;
      case UnitsDone(var units, _) ->
          Math.toIntExact(
              units.stream().filter(UnitCommitment.Committed.class::isInstance).count());
      case TaskFailed _ -> 0;
    };
  }

  private Behavior<Command> begin(Duration patience, ActorRef<Drained> replyTo) {
    context.getLog().info("no new tasks, open={}, patience={}", open.size(), patience);
    timers.startSingleTimer(new PatienceOver(), patience);
    tools.proofs().tell(new ProofDesk.GetStatus(proofs));
    return next(new Draining(replyTo, 0, -1));
  }

  private Behavior<Command> next(Draining drain) {
    if (!open.isEmpty()) {
      return draining(drain);
    }
    if (drain.finished() == 0) {
      return drained(drain, 0);
    }
    timers.startSingleTimer(new GraceOver(), PROOF_GRACE);
    timers.startTimerWithFixedDelay(new LookForProofs(), PROOF_LOOK);
    return draining(drain);
  }

  private Behavior<Command> draining(Draining drain) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ForDesk(var inner) -> {
                turnAway(inner);
                yield Behaviors.same();
              }
              case Result(var frame) -> {
                int more = give(frame);
                yield next(
                    new Draining(drain.replyTo(), drain.finished() + more, drain.answeredBefore()));
              }
              case LookForProofs() -> {
                tools.proofs().tell(new ProofDesk.GetStatus(proofs));
                yield Behaviors.same();
              }
              case ProofsKnown(var status) -> proofsKnown(status, drain);
              case PatienceOver(), GraceOver() -> drained(drain, failRest());
              case Drain _ -> Behaviors.unhandled();
            });
  }

  private void turnAway(TaskDesk.Command inner) {
    switch (inner) {
      case TaskDesk.Run(var task, _, var replyTo) -> fail(task.taskId(), STOPPING, replyTo);
      case TaskDesk.RunUnits(_, TaskDesk.Run(var task, _, var replyTo)) ->
          fail(task.taskId(), STOPPING, replyTo);
      case TaskDesk.Command other -> tools.desk().tell(other);
    }
  }

  private Behavior<Command> proofsKnown(ProofDesk.Status status, Draining drain) {
    long answered = status.given() + status.refused();
    if (drain.answeredBefore() < 0) {
      return draining(new Draining(drain.replyTo(), drain.finished(), answered));
    }
    return open.isEmpty() && answered - drain.answeredBefore() >= drain.finished()
        ? drained(drain, 0)
        : Behaviors.same();
  }

  private int failRest() {
    int count = 0;
    for (var task : open.entrySet()) {
      for (var waiting : task.getValue()) {
        fail(task.getKey(), STOPPED, waiting.replyTo());
        count++;
      }
    }
    open.clear();
    return count;
  }

  private void fail(String taskId, Label why, ActorRef<WorkerFrame> replyTo) {
    context.getLog().warn("task failed, task={}, why={}", Label.of(taskId), why);
    double now = Timestamp.seconds(tools.clock().instant());
    replyTo.tell(new TaskResult(tools.worker().value(), taskId, now, new TaskFailed(FAILED, why)));
  }

  private Behavior<Command> drained(Draining drain, int failed) {
    timers.cancelAll();
    context.getLog().info("drained, finished={}, failed={}", drain.finished(), failed);
    drain.replyTo().tell(new Drained(drain.finished(), failed));
    return out();
  }

  /// Nobody is inside any more.
  private Behavior<Command> out() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ForDesk(var inner) -> {
                turnAway(inner);
                yield Behaviors.same();
              }
              case Drain(_, var replyTo) -> {
                replyTo.tell(new Drained(0, 0));
                yield Behaviors.same();
              }
              case Result _, PatienceOver _, GraceOver _, LookForProofs _, ProofsKnown _ ->
                  Behaviors.same();
            });
  }
}
