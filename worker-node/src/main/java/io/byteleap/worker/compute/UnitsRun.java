package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.worker.compute.ExactUnits.UnitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.function.Function;

/// The exact products of one task: starts its units, tells the desk of each when it is done, and
/// ends when all are. Once given up nobody hears of products any more and each is closed; stopping
/// it gives up too.
final class UnitsRun {
  /// What came of one unit; `computing` is the time from the start of the task.
  record UnitIn(ExactTask task, Outcome outcome, Duration computing) implements TaskRun.Command {}

  sealed interface Outcome {}

  record Done(ExactUnits.Computed product, UnitCommitment.Committed commitment)
      implements Outcome {}

  record NotDone(Label why) implements Outcome {}

  /// Units that have not come yet, and those that came with a commitment.
  private record Count(int open, int committed) {}

  private final ActorContext<TaskRun.Command> context;
  private final ExactUnits.Job job;
  private final ActorRef<TaskDesk.Command> desk;

  private UnitsRun(
      ActorContext<TaskRun.Command> context, ExactUnits.Job job, ActorRef<TaskDesk.Command> desk) {
    this.context = context;
    this.job = job;
    this.desk = desk;
  }

  /// `signer` signs on the thread that has computed.
  static Behavior<TaskRun.Command> create(
      TaskOrder task,
      TaskWork.OnUnits work,
      ExactTools tools,
      InstantSource clock,
      ActorRef<TaskDesk.Command> desk) {
    return Behaviors.setup(
        context -> {
          var startedAt = clock.instant();
          var job = tools.units().start(work.order(), task.id());
          var parts = work.order().tasks(task.id());
          for (var part : parts) {
            context.pipeToSelf(
                signed(job, part, work, tools),
                (outcome, failure) ->
                    new UnitIn(
                        part,
                        failure == null
                            ? outcome
                            : new NotDone(Label.of(FailureCause.text(failure))),
                        since(startedAt, clock)));
          }
          return new UnitsRun(context, job, desk).running(new Count(parts.size(), 0));
        });
  }

  private static CompletionStage<Outcome> signed(
      ExactUnits.Job job, ExactTask part, TaskWork.OnUnits work, ExactTools tools) {
    return job.result(part.unit()).thenApply(result -> signed(result, part, work, tools.signer()));
  }

  private static Outcome signed(
      UnitResult result, ExactTask part, TaskWork.OnUnits work, UnitSigner signer) {
    return switch (result) {
      case ExactUnits.Failed(var why) -> new NotDone(why);
      case ExactUnits.Computed computed -> {
        try {
          yield new Done(
              computed,
              new UnitCommitment.Committed(
                  signer.commitment(part, work.miner(), computed.product())));
        } catch (RuntimeException e) {
          computed.product().close();
          yield new NotDone(ExactUnits.why(e));
        }
      }
    };
  }

  private static Duration since(Instant startedAt, InstantSource clock) {
    return Duration.between(startedAt, clock.instant());
  }

  private Behavior<TaskRun.Command> running(Count count) {
    return receiving(
        command ->
            switch (command) {
              case UnitIn unit -> {
                desk.tell(new TaskDesk.UnitIn(context.getSelf(), unit));
                int more = unit.outcome() instanceof Done ? 1 : 0;
                yield next(new Count(count.open() - 1, count.committed() + more));
              }
              case TaskRun.GiveUp() -> {
                job.cancel();
                yield givenUp(count);
              }
              case TaskRun.Ended _ -> Behaviors.unhandled();
            });
  }

  private Behavior<TaskRun.Command> next(Count count) {
    return count.open() > 0 ? running(count) : over(count);
  }

  private Behavior<TaskRun.Command> givenUp(Count count) {
    return receiving(
        command -> {
          if (!(command instanceof UnitIn unit)) {
            return Behaviors.same();
          }
          close(unit.outcome());
          var left = new Count(count.open() - 1, count.committed());
          return left.open() > 0 ? givenUp(left) : over(left);
        });
  }

  private Behavior<TaskRun.Command> over(Count count) {
    desk.tell(new TaskDesk.RunEnded(context.getSelf(), new TaskDesk.AllUnits(count.committed())));
    return Behaviors.stopped();
  }

  private Behavior<TaskRun.Command> receiving(
      Function<TaskRun.Command, Behavior<TaskRun.Command>> handler) {
    return Behaviors.receive(TaskRun.Command.class)
        .onMessage(TaskRun.Command.class, handler)
        .onSignal(
            PostStop.class,
            _ -> {
              job.cancel();
              return Behaviors.same();
            })
        .build();
  }

  /// What becomes of a product that nobody keeps.
  static void close(Outcome outcome) {
    switch (outcome) {
      case Done(var computed, _) -> computed.product().close();
      case NotDone _ -> {}
    }
  }
}
