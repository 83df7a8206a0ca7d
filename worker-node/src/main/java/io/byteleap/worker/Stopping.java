package io.byteleap.worker;

import io.byteleap.worker.link.MinerLink;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The first thing that happens when a worker stops, for whatever reason: no new tasks, time for
/// those it has, and a goodbye to the miner when the last result has been sent. Whatever hangs is
/// passed over.
record Stopping(
    ActorSystem<?> system, ActorRef<TaskDoor.Command> door, ActorRef<MinerLink.Command> link) {
  private static final Duration SLACK = Duration.ofSeconds(2);

  /// To be done before anything else; tasks are given `patience`.
  void within(Duration patience) {
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "drain", () -> stop(patience));
  }

  private CompletionStage<Done> stop(Duration patience) {
    CompletionStage<TaskDoor.Drained> drained =
        AskPattern.ask(
            door,
            replyTo -> new TaskDoor.Drain(patience, replyTo),
            patience.plus(SLACK),
            system.scheduler());
    return drained
        .handle((_, _) -> Done.getInstance())
        .thenCompose(
            _ ->
                AskPattern.<MinerLink.Command, MinerLink.Left>ask(
                    link, MinerLink.Leave::new, SLACK, system.scheduler()))
        .handle((_, _) -> Done.getInstance());
  }
}
