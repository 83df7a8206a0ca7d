package io.byteleap.worker.access;

import io.byteleap.domain.admission.WorkerKeypair;
import java.nio.file.Path;

/// The worker's key in its file: made once, then read back for ever. Its miner knows the worker by
/// it, so that a worker without it needs a new join token.
final class KeyFile {
  private static final String NAME = "worker-key.pem";

  private KeyFile() {}

  static WorkerKeypair in(Path folder) throws AccessProblem {
    var file = new SmallFile(folder.resolve(NAME));
    var text = file.read();
    if (text.isPresent()) {
      return parsed(file, text.get());
    }
    var drawn = WorkerKeypair.draw();
    file.write(drawn.pem());
    return drawn;
  }

  private static WorkerKeypair parsed(SmallFile file, String text) throws AccessProblem {
    try {
      return WorkerKeypair.ofPem(text);
    } catch (IllegalArgumentException e) {
      throw new AccessProblem(
          file.path()
              + " is damaged: it "
              + e.getMessage()
              + "; put back the worker's key, or remove the file and join with a new token",
          e);
    }
  }
}
