package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// One computation: starts it, tells the desk how it ended. Stopping it gives the computation up.
final class TaskRun {
  /// How the computation ended.
  record Ended(TaskDesk.RunResult result) {}

  private TaskRun() {}

  static Behavior<Ended> create(
      TaskWork work, Engines engines, InstantSource clock, ActorRef<TaskDesk.Command> desk) {
    return Behaviors.setup(
        context -> {
          var startedAt = clock.instant();
          var job = engines.start(work);
          context.pipeToSelf(
              job.product(),
              (product, failure) ->
                  new Ended(
                      failure == null
                          ? new TaskDesk.Computed(product, since(startedAt, clock))
                          : new TaskDesk.Broke(FailureCause.text(failure))));
          return Behaviors.receive(Ended.class)
              .onMessage(
                  Ended.class,
                  ended -> {
                    desk.tell(new TaskDesk.RunEnded(context.getSelf(), ended.result()));
                    return Behaviors.stopped();
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
