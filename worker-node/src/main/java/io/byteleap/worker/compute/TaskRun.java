package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// One computation: starts it, tells the desk how it ended. Stopping it gives the computation up.
final class TaskRun {
  sealed interface Command permits Ended, GiveUp, UnitsRun.UnitIn {}

  /// How the computation ended.
  record Ended(TaskDesk.RunResult result) implements Command {}

  /// Nobody waits for it any more: it ends as soon as what is at it has let go.
  record GiveUp() implements Command {}

  private TaskRun() {}

  static Behavior<Command> create(
      Supplier<Engine.Job> work, InstantSource clock, ActorRef<TaskDesk.Command> desk) {
    return Behaviors.setup(
        context -> {
          var startedAt = clock.instant();
          var job = work.get();
          context.pipeToSelf(
              job.product(),
              (product, failure) ->
                  new Ended(
                      failure == null
                          ? new TaskDesk.Computed(product, since(startedAt, clock))
                          : new TaskDesk.Broke(FailureCause.text(failure))));
          return Behaviors.receive(Command.class)
              .onMessage(
                  Command.class,
                  command ->
                      switch (command) {
                        case Ended(var result) -> {
                          desk.tell(new TaskDesk.RunEnded(context.getSelf(), result));
                          yield Behaviors.stopped();
                        }
                        case GiveUp() -> {
                          job.cancel();
                          yield Behaviors.same();
                        }
                        case UnitsRun.UnitIn _ -> Behaviors.unhandled();
                      })
              .onSignal(
                  PostStop.class,
                  _ -> {
                    job.cancel();
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private static Duration since(Instant startedAt, InstantSource clock) {
    return Duration.between(startedAt, clock.instant());
  }
}
