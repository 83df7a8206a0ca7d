package io.byteleap.worker.setup;

import io.byteleap.domain.vm.SecureUrl;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// What commands about the host need besides its files. `isRoot` tells whether we may change this
/// machine; `files` writes under a tree.
record HostTools(
    Programs programs,
    Answers answers,
    Network network,
    Function<Path, HostSettings> settings,
    Function<HostTree, HostFiles> files,
    BooleanSupplier isRoot) {
  /// The person at the terminal.
  @FunctionalInterface
  interface Answers {
    /// Whether they confirm what they have just read; no answer is a no.
    boolean confirm();
  }

  /// What others say over the network, each in bounded time.
  interface Network {
    Reach reach(String host, int port);

    ImageOnHost.Source sizeOf(SecureUrl image);
  }

  /// Whether something listens at an address.
  sealed interface Reach {}

  record Reached() implements Reach {}

  record Unreachable(String why) implements Reach {}
}
