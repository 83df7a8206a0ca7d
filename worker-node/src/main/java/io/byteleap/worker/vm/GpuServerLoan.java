package io.byteleap.worker.vm;

import io.byteleap.worker.gpu.GpuServer;
import io.byteleap.worker.gpu.GpuServer.Released;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The GPUs that the worker's own GPU server computes on.
public record GpuServerLoan(ActorRef<GpuServer.Command> server, ActorSystem<?> system)
    implements GpuLoan {
  /// The server's process has as long to end.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public CompletionStage<Released> take() {
    return AskPattern.ask(server, GpuServer.Release::new, PATIENCE, system.scheduler());
  }

  @Override
  public void giveBack() {
    server.tell(new GpuServer.Resume());
  }
}
