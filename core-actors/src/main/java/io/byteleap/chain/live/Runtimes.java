package io.byteleap.chain.live;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runtime that the chain has now: read anew whenever its version is another one, as after an
/// upgrade.
final class Runtimes {
  private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);

  private final NodeReader node;
  private final AtomicReference<Optional<ChainRuntime>> newest =
      new AtomicReference<>(Optional.empty());

  Runtimes(NodeReader node) {
    this.node = node;
  }

  /// The runtime of the block with this hash.
  ChainRuntime at(String hash) {
    var versions = node.versions(hash);
    var known = newest.get().filter(runtime -> runtime.versions().equals(versions));
    if (known.isPresent()) {
      return known.get();
    }
    var runtime = ChainRuntime.of(versions, NodeReader.read("metadata", node.metadata(hash)));
    LOG.info("runtime of the chain, spec_version={}", versions.specVersion());
    runtime
        .differences()
        .forEach(difference -> LOG.warn("the runtime differs from the known ones: {}", difference));
    newest.set(Optional.of(runtime));
    return runtime;
  }

  /// The next look reads everything again.
  void forget() {
    newest.set(Optional.empty());
  }
}
