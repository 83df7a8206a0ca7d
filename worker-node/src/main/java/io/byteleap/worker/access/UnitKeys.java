package io.byteleap.worker.access;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.UnitId;
import java.nio.file.Path;

/// The keys of a worker's units, each in a file of its own, made when it is first asked for, then
/// read back for ever: validators bind a unit to the key that it used first.
///
/// A file is named after a digest of the unit's id, so that no id can name another place.
public final class UnitKeys {
  private static final int NAME_DIGITS = 32;

  private final Path folder;

  private UnitKeys(Path folder) {
    this.folder = folder;
  }

  /// The keys in `folder`, which exists and is the worker's own.
  public static UnitKeys in(Path folder) {
    return new UnitKeys(folder);
  }

  /// The key of one of this worker's units. Fails with the file's name when it is damaged or cannot
  /// be read or written.
  public WorkerKeypair of(UnitId unit) throws AccessProblem {
    return KeyFile.in(
        file(unit),
        "put back the key of unit "
            + unit
            + ", or remove the file and have validators let the unit begin anew");
  }

  Path file(UnitId unit) {
    String name = Sha256.hexOf(unit.value()).substring(0, NAME_DIGITS);
    return folder.resolve("unit-key-" + name + ".pem");
  }
}
