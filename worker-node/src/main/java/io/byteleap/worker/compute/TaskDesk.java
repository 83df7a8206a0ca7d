package io.byteleap.worker.compute;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Takes tasks and sees to it that each gets exactly one result in time: one task of each
/// kind is computed at a time, others wait their turn while there is room, all the rest fail at
/// once. A task of exact products gets one for each of its units, as soon as that is done, and a
/// failed one instead of all that are not.
public final class TaskDesk {
  private static final int FAILED = 1006;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Label TOO_LARGE =
      Label.of("the result is larger than what this worker keeps to prove it");

  public sealed interface Command {}

  /// Computes the task; `replyTo` gets its result.
  public record Run(TaskAssignment task, Instant receivedAt, ActorRef<WorkerFrame> replyTo)
      implements Command {}

  /// Has units make exact products of a task that came from the miner `miner`.
  public record RunUnits(Hotkey miner, Run task) implements Command {}

  /// Fails a task that cannot be read.
  public record Refuse(String taskId, Label why, ActorRef<WorkerFrame> replyTo)
      implements Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  record RunEnded(ActorRef<TaskRun.Command> run, RunResult result) implements Command {}

  record UnitIn(ActorRef<TaskRun.Command> run, UnitsRun.UnitIn unit) implements Command {}

  private record Late(TaskOrder order) implements Command {}

  sealed interface RunResult {}

  record Computed(TaskProduct product, Duration computing) implements RunResult {}

  record Broke(String why) implements RunResult {}

  /// Every unit has had its result, `committed` of them a good one.
  record AllUnits(int committed) implements RunResult {}

  /// Tasks now, and tasks since the start.
  public record Status(int running, int waiting, long done, long failed) {
    public static final Status UNKNOWN = new Status(0, 0, 0, 0);
  }

  /// Whose desk it is, how many tasks it holds, how long a task may take that names no time, and
  /// what the vault takes.
  public record Settings(
      WorkerId worker, int tasksMax, Duration timeoutUsual, ProofVault.Limits vault) {}

  /// What the desk works with.
  public record Tools(
      Engines engines,
      ActorRef<ProofDesk.Command> proofs,
      ComputeMeters meters,
      InstantSource clock) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Tools tools;

  private TaskDesk(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Tools tools) {
    context.setLoggerName(TaskDesk.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
  }

  public static Behavior<Command> create(Settings settings, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new TaskDesk(context, timers, settings, tools)
                        .running(TaskBench.empty(settings.tasksMax()))));
  }

  private Behavior<Command> running(TaskBench bench) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> next(command, bench))
        .onSignal(PostStop.class, _ -> givenUp("the worker stops", bench))
        .onSignal(PreRestart.class, _ -> givenUp("the worker's desk broke down", bench))
        .build();
  }

  private Behavior<Command> next(Command command, TaskBench bench) {
    return switch (command) {
      case Run run -> taken(run, TaskOrder.of(run, settings.timeoutUsual()), bench);
      case RunUnits(var miner, var run) ->
          taken(run, TaskOrder.ofUnits(miner, run, settings.timeoutUsual()), bench);
      case Refuse(var taskId, var why, var replyTo) -> {
        fail(taskId, why, replyTo);
        yield running(bench.refusedOne());
      }
      case RunEnded(var run, var result) -> runEnded(run, result, bench);
      case UnitIn(var run, var unit) -> {
        unitIn(run, unit, bench);
        yield Behaviors.same();
      }
      case Late(var order) -> late(order, bench);
      case GetStatus(var replyTo) -> {
        replyTo.tell(bench.status());
        yield Behaviors.same();
      }
    };
  }

  private Behavior<Command> givenUp(String why, TaskBench bench) {
    bench.orders().forEach(order -> fail(order.id().value(), Label.of(why), order.replyTo()));
    return Behaviors.same();
  }

  private Behavior<Command> taken(Run run, Decoded<TaskOrder> read, TaskBench bench) {
    return switch (read.then(order -> admitted(order, bench))) {
      case Decoded.Read<TaskOrder>(var order) -> {
        timers.startSingleTimer(order.id(), new Late(order), order.timeout());
        yield next(bench.with(order));
      }
      case Decoded.Refused<TaskOrder>(var why) -> {
        fail(run.task().taskId(), why, run.replyTo());
        yield running(bench.refusedOne());
      }
    };
  }

  private Decoded<TaskOrder> admitted(TaskOrder order, TaskBench bench) {
    return bench
        .refusal(order)
        .or(() -> tools.engines().refusal(order.work()))
        .<Decoded<TaskOrder>>map(why -> new Decoded.Refused<>(Label.of(why)))
        .orElseGet(() -> new Decoded.Read<>(order));
  }

  private Behavior<Command> next(TaskBench bench) {
    return running(seated(bench));
  }

  private TaskBench seated(TaskBench bench) {
    return bench.next().map(order -> seated(started(order, bench))).orElse(bench);
  }

  private TaskBench started(TaskOrder order, TaskBench bench) {
    var run = context.spawnAnonymous(tools.engines().run(order, tools.clock(), context.getSelf()));
    context.watchWith(run, new RunEnded(run, new Broke("the computation stopped")));
    return bench.seated(order, run);
  }

  private Behavior<Command> runEnded(
      ActorRef<TaskRun.Command> run, RunResult result, TaskBench bench) {
    return bench
        .at(run)
        .map(
            order -> {
              timers.cancel(order.id());
              return next(settled(order, result, bench));
            })
        .orElseGet(() -> next(bench.freed(run))); // given up before
  }

  private TaskBench settled(TaskOrder order, RunResult result, TaskBench bench) {
    return switch (result) {
      case Computed computed when settings.vault().hold(computed.product()) -> {
        succeed(order, computed);
        yield bench.done(order);
      }
      case Computed _ -> {
        fail(order.id().value(), TOO_LARGE, order.replyTo());
        yield bench.failed(order);
      }
      case AllUnits(int committed) -> committed > 0 ? bench.done(order) : bench.failed(order);
      case Broke(var why) -> {
        fail(order.id().value(), Label.of(why), order.replyTo());
        yield bench.failed(order);
      }
    };
  }

  private Behavior<Command> late(TaskOrder order, TaskBench bench) {
    bench.runOf(order).ifPresent(run -> run.tell(new TaskRun.GiveUp()));
    var why = Label.of("not finished within " + order.timeout().toMillis() + " ms");
    fail(order.id().value(), why, order.replyTo());
    return next(bench.givenUp(order));
  }

  private void unitIn(ActorRef<TaskRun.Command> run, UnitsRun.UnitIn unit, TaskBench bench) {
    bench
        .at(run)
        .ifPresentOrElse(order -> unitIn(order, unit), () -> UnitsRun.close(unit.outcome()));
  }

  private void unitIn(TaskOrder order, UnitsRun.UnitIn in) {
    var unit = in.task().unit();
    UnitCommitment said =
        switch (in.outcome()) {
          case UnitsRun.Done(var computed, var commitment) -> {
            tools.meters().taskDone(in.computing());
            context
                .getLog()
                .info(
                    "exact product done, task={}, unit={}, size={}, millis={}",
                    order.id(),
                    unit,
                    order.work().size(),
                    in.computing().toMillis());
            // INVARIANT: rows can be opened before the miner can ask for them
            tools.proofs().tell(new ProofDesk.KeepUnit(order.key(), in.task(), computed.product()));
            yield commitment;
          }
          case UnitsRun.NotDone(var why) -> {
            tools.meters().taskFailed();
            context
                .getLog()
                .warn("exact product failed, task={}, unit={}, why={}", order.id(), unit, why);
            yield new UnitCommitment.GivenUp(unit, why);
          }
        };
    order.replyTo().tell(result(order.id().value(), new UnitsDone(List.of(said), times(order))));
  }

  private void succeed(TaskOrder order, Computed computed) {
    int size = order.work().size();
    double millis = computed.computing().toNanos() / NANOS_PER_MILLI;
    tools.meters().taskDone(computed.computing());
    context.getLog().info("task done, task={}, size={}, millis={}", order.id(), size, millis);
    // INVARIANT: the vault has the trees before the miner can ask for a proof from it
    tools.proofs().tell(new ProofDesk.Keep(order.key(), computed.product()));
    var work = new Work(millis, size, tools.engines().cores(order.work()));
    var commitments = computed.product().commitments();
    order.replyTo().tell(result(order.id().value(), new TaskDone(work, commitments, times(order))));
  }

  private SortedMap<String, Long> times(TaskOrder order) {
    return new TreeMap<>(
        Map.of(
            "worker_task_received_ts", order.receivedAt().toEpochMilli(),
            "worker_task_completed_ts", tools.clock().millis()));
  }

  private void fail(String taskId, Label why, ActorRef<WorkerFrame> replyTo) {
    tools.meters().taskFailed();
    context.getLog().warn("task failed, task={}, why={}", Label.of(taskId), why);
    replyTo.tell(result(taskId, new TaskFailed(FAILED, why)));
  }

  private TaskResult result(String taskId, TaskOutcome outcome) {
    double now = Timestamp.seconds(tools.clock().instant());
    return new TaskResult(settings.worker().value(), taskId, now, outcome);
  }
}
