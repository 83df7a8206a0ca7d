package io.byteleap.node;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Why a node stops by itself. Written by whoever finds that it cannot go on, read when everything
/// has stopped.
public final class NodeExit {
  private final AtomicReference<String> why = new AtomicReference<>("");

  /// The first reason counts.
  public void because(String reason) {
    why.compareAndSet("", reason);
  }

  Optional<String> reason() {
    return Optional.of(why.get()).filter(text -> !text.isEmpty());
  }
}
