package io.byteleap.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Who besides its owner gets at a file that holds a secret.
///
/// Its group may read a file that is root's: that is how a service that is not root is given one
/// which it cannot change. Links are followed.
public final class SecretFile {
  private static final int ROOT = 0;

  /// What others than the owner may do with a file.
  public enum Others {
    NOTHING,
    READ,
    /// Perhaps they may read it too.
    WRITE
  }

  private SecretFile() {}

  public static Others others(Path file) throws IOException {
    return others(
        Files.getPosixFilePermissions(file), (Integer) Files.getAttribute(file, "unix:uid"));
  }

  static Others others(Set<PosixFilePermission> permissions, int owner) {
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Others.WRITE;
    }
    boolean groupReads = permissions.contains(PosixFilePermission.GROUP_READ) && owner != ROOT;
    return groupReads || permissions.contains(PosixFilePermission.OTHERS_READ)
        ? Others.READ
        : Others.NOTHING;
  }

  /// Refuses a file that is not its owner's alone, for the reason that [#fault] gives.
  public static void require(Path file) throws IOException {
    var fault = fault(file);
    if (fault.isPresent()) {
      throw new IOException(fault.get());
    }
  }

  /// Why the file must not be used, to go on with behind its name; empty when only its owner gets
  /// at it.
  public static Optional<String> fault(Path file) throws IOException {
    return switch (others(file)) {
      case NOTHING -> Optional.empty();
      case READ, WRITE -> Optional.of("can be read or written by others: chmod 600 " + file);
    };
  }
}
