package io.byteleap.worker.access;

import io.byteleap.domain.admission.WorkerKeypair;
import java.nio.file.Path;

/// The worker's key in its file: made once, then read back for ever. Its miner knows the worker by
/// it, so that a worker without it needs a new join token.
final class KeyFile {
  private static final String NAME = "worker-key.pem";

  private KeyFile() {}

  static WorkerKeypair in(Path folder) throws AccessProblem {
    return in(
        folder.resolve(NAME),
        "put back the worker's key, or remove the file and join with a new token");
  }

  /// The key in `path`, drawn and written there when there is none; `remedy` says what to do when
  /// it is damaged.
  static WorkerKeypair in(Path path, String remedy) throws AccessProblem {
    var file = new SmallFile(path);
    var text = file.readSecret();
    if (text.isPresent()) {
      return parsed(file, text.get(), remedy);
    }
    var drawn = WorkerKeypair.draw();
    file.write(drawn.pem());
    return drawn;
  }

  private static WorkerKeypair parsed(SmallFile file, String text, String remedy)
      throws AccessProblem {
    try {
      return WorkerKeypair.ofPem(text);
    } catch (IllegalArgumentException e) {
      throw new AccessProblem(file.path() + " is damaged: it " + e.getMessage() + "; " + remedy, e);
    }
  }
}
