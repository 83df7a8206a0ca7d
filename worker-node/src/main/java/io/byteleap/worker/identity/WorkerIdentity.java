package io.byteleap.worker.identity;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The worker's id in its file: made once, then read back for ever, so that a new network card or
/// kernel does not make a new worker of it.
public final class WorkerIdentity {
  private static final String FILE = "worker-id";
  private static final int ID_DIGITS = 16;

  private WorkerIdentity() {}

  /// The id in `folder` (`data_dir` of the configuration), where it is written when there is none.
  public static WorkerId load(Path folder, Supplier<Fingerprint> fingerprint)
      throws IdentityProblem {
    Path file = folder.resolve(FILE);
    try {
      return parsed(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      return written(file, fingerprint.get().workerId());
    } catch (IOException e) {
      throw new IdentityProblem(file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static WorkerId parsed(Path file, String text) throws IdentityProblem {
    String id = text.strip();
    if (!Hex.isHex(id, ID_DIGITS)) {
      throw new IdentityProblem(
          file
              + " is damaged: it must hold 16 hex digits; put back the worker's id, or remove the"
              + " file to become a new worker");
    }
    return new WorkerId(id);
  }

  private static WorkerId written(Path file, WorkerId id) throws IdentityProblem {
    try {
      DurableFile.write(file, id.value() + "\n", Readers.EVERYBODY);
      return id;
    } catch (IOException e) {
      throw new IdentityProblem(
          file + " (data_dir) cannot be written: " + e.getClass().getSimpleName(), e);
    }
  }
}
