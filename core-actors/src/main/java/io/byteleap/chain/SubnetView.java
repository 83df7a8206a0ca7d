package io.byteleap.chain;

import io.byteleap.domain.subnet.Metagraph;
import java.util.concurrent.atomic.AtomicReference;

/// The newest metagraph that this node has seen, for code that runs beside actors: written by the
/// [ChainWatcher], read by whoever must decide about a request at once. Empty until the first
/// reading, so that nobody is a member before it.
public final class SubnetView {
  private final AtomicReference<Metagraph> newest = new AtomicReference<>(Metagraph.EMPTY);

  public Metagraph metagraph() {
    return newest.get();
  }

  void show(Metagraph metagraph) {
    newest.set(metagraph);
  }
}
