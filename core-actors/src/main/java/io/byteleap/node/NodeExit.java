package io.byteleap.node;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Why a node stops by itself. Written by whoever finds that it cannot go on, or that it must be
/// started anew; read when everything has stopped.
public final class NodeExit {
  private static final Why NONE = new Why("", NodeOptions.EXIT_FAILED);

  private final AtomicReference<Why> why = new AtomicReference<>(NONE);

  /// A reason in words, and the exit code that it makes.
  record Why(String reason, int code) {}

  /// The first reason counts.
  public void because(String reason) {
    why.compareAndSet(NONE, new Why(reason, NodeOptions.EXIT_FAILED));
  }

  /// Nothing is wrong, but whoever supervises the program is to start it again.
  public void forRestart(String reason) {
    why.compareAndSet(NONE, new Why(reason, NodeOptions.EXIT_RESTART));
  }

  Optional<Why> reason() {
    return Optional.of(why.get()).filter(reason -> !reason.equals(NONE));
  }
}
