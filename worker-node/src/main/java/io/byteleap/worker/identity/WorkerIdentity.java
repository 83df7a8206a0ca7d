package io.byteleap.worker.identity;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.durable.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The worker's id in its file: made once, then read back for ever, so that a new network card or
/// kernel does not make a new worker of it. One process at a time holds it.
public final class WorkerIdentity implements AutoCloseable {
  private static final String FILE = "worker-id";
  private static final String LOCK = "lock";
  private static final int ID_DIGITS = 16;

  private final WorkerId id;
  private final FileLock lock;

  private WorkerIdentity(WorkerId id, FileLock lock) {
    this.id = id;
    this.lock = lock;
  }

  /// The id in `folder` (`data_dir` of the configuration), where it is written when there is none.
  public static WorkerIdentity hold(Path folder, Supplier<Fingerprint> fingerprint)
      throws IdentityProblem {
    var lock = locked(folder);
    try {
      return new WorkerIdentity(load(folder.resolve(FILE), fingerprint), lock);
    } catch (IdentityProblem e) {
      release(lock);
      throw e;
    }
  }

  public WorkerId id() {
    return id;
  }

  /// Lets another process have it.
  @Override
  public void close() {
    release(lock);
  }

  private static void release(FileLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      // the operating system lets go of it when the process ends
    }
  }

  private static FileLock locked(Path folder) throws IdentityProblem {
    try {
      return FileLock.hold(folder.resolve(LOCK))
          .orElseThrow(
              () ->
                  new IdentityProblem(
                      folder + " (data_dir) is in use by another worker; each needs its own"));
    } catch (IOException e) {
      throw new IdentityProblem(
          folder + " (data_dir) cannot be written: " + e.getClass().getSimpleName(), e);
    }
  }

  private static WorkerId load(Path file, Supplier<Fingerprint> fingerprint)
      throws IdentityProblem {
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
