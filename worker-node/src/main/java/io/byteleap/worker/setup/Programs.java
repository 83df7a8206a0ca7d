package io.byteleap.worker.setup;

/// Runs programs of the host.
@FunctionalInterface
interface Programs {
  Ended run(Program program);

  /// How a program ended.
  sealed interface Ended {}

  record Done() implements Ended {}

  record Failed(String why) implements Ended {}
}
