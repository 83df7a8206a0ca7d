package io.byteleap.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's life from the first actor to the last file: runs until the actors stop or the process
/// is told to (SIGTERM, SIGINT), then closes what the actors stood on, in that order. Actors that
/// stop without being told to have failed, whether they say why or not.
public final class NodeRun {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRun.class);

  private NodeRun() {}

  /// Waits for the end; returns the exit code. `close` runs once, after the last actor.
  public static int untilStopped(
      String program, ActorSystem<?> system, NodeExit exit, Runnable close) {
    var once = new Once(close);
    var told = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.set(true);
                  // Phases of a system that has terminated would wait for a clock that stands
                  // still.
                  if (!system.getWhenTerminated().toCompletableFuture().isDone()) {
                    var _ =
                        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
                  }
                  system.getWhenTerminated().toCompletableFuture().join();
                  once.run();
                },
                "stop"));
    system.getWhenTerminated().toCompletableFuture().join();
    once.run();
    return exit.reason()
        .map(why -> said(program, why))
        .orElseGet(
            () ->
                told.get()
                    ? NodeOptions.EXIT_OK
                    : NodeOptions.fail(program, "stopped without being told to"));
  }

  private static int said(String program, NodeExit.Why why) {
    System.err.println(program + ": " + why.reason());
    return why.code();
  }

  /// Runs `close` for the first who comes; the others wait until it has run.
  private static final class Once {
    private final Runnable close;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Once(Runnable close) {
      this.close = close;
    }

    void run() {
      if (begun.compareAndSet(false, true)) {
        close.run();
        LOG.info("stopped");
        done.complete(null);
      } else {
        done.join();
      }
    }
  }
}
