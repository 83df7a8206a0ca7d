package io.byteleap.worker.gpu;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/// Starts the server's process. Blocks: for milliseconds, and for seconds when there is one to end.
interface ServerLauncher {
  Child launch() throws IOException;

  /// Ends a server that a worker which was killed has left behind.
  void endOrphan() throws IOException;

  /// A process that this worker started and owns.
  interface Child {
    long pid();

    /// Completes with its exit code when it has ended.
    CompletionStage<Integer> exit();

    /// Asks it to end, and ends it when it does not.
    void stop();
  }
}
