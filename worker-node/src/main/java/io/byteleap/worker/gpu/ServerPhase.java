package io.byteleap.worker.gpu;

import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.gpu.ServerLauncher.Child;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/// Where a [GpuServer] is with its server.
sealed interface ServerPhase {
  /// Nothing is there; a try is due.
  record Resting() implements ServerPhase {}

  /// Asks whether somebody answers on the socket already.
  record Seeking() implements ServerPhase {}

  record Launching() implements ServerPhase {}

  /// What is being launched is not wanted any more.
  record Recalling(After after, List<ActorRef<Released>> waiting) implements ServerPhase {
    public Recalling {
      waiting = List.copyOf(waiting);
    }
  }

  record Starting(Child child, Instant deadline) implements ServerPhase {}

  /// It answers; what are its GPUs?
  record Meeting(Owner owner) implements ServerPhase {}

  record Working(Owner owner, Instant since, GpuSight.Working sight) implements ServerPhase {}

  /// Its end is waited for, by those in `waiting` too.
  record Ending(Child child, After after, List<ActorRef<Released>> waiting) implements ServerPhase {
    public Ending {
      waiting = List.copyOf(waiting);
    }
  }

  /// It was sent away.
  record Away(Released how) implements ServerPhase {}

  /// What follows the end of a process.
  enum After {
    TRY_LATER,
    TRY_NOW,
    STAY_AWAY
  }

  /// Whose the server is.
  sealed interface Owner {}

  record Ours(Child child) implements Owner {}

  record Others() implements Owner {}

  /// The process that this worker has running, if any.
  default Optional<Child> running() {
    return switch (this) {
      case Starting(var child, _) -> Optional.of(child);
      case Meeting(Ours(var child)) -> Optional.of(child);
      case Working(Ours(var child), _, _) -> Optional.of(child);
      case Ending(var child, _, _) -> Optional.of(child);
      case Resting _, Seeking _, Launching _, Recalling _, Meeting _, Working _, Away _ ->
          Optional.empty();
    };
  }
}
