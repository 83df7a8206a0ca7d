package io.byteleap.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /// How long actors may outlive the last phase.
  private static final Duration LINGER_MAX = Duration.ofSeconds(5);

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
                  stop(system);
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

  /// Takes the system through its phases. An actor system that does not end in the time of its last
  /// phase, and a little more, is left to the end of the process: it has handed over what it had.
  static void stop(ActorSystem<?> system) {
    var terminated = system.getWhenTerminated().toCompletableFuture();
    // Phases of a system that has terminated would wait for a clock that stands still.
    if (!terminated.isDone()) {
      var phases = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
      CompletableFuture.anyOf(phases.toCompletableFuture(), terminated).join();
    }
    boolean ended =
        terminated
            .thenApply(_ -> true)
            .completeOnTimeout(false, LINGER_MAX.toSeconds(), TimeUnit.SECONDS)
            .join();
    if (!ended) {
      LOG.warn("the actors do not end; the process ends without waiting for them");
    }
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
