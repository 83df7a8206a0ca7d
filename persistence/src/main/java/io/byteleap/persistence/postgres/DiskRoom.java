package io.byteleap.persistence.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The room that is left for a data folder.
final class DiskRoom {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);

  /// A server that has less than this is about to stop.
  private static final long NEEDED_MIB = 256;

  private DiskRoom() {}

  /// Says that there is too little; empty when there is enough, or when it cannot be found out.
  static Optional<String> shortage(Path folder) {
    try {
      return shortage(folder, Files.getFileStore(folder).getUsableSpace() >> 20);
    } catch (IOException e) {
      LOG.debug("the room on the disk is not known", e);
      return Optional.empty();
    }
  }

  static Optional<String> shortage(Path folder, long roomMiB) {
    return roomMiB < NEEDED_MIB
        ? Optional.of("the disk is nearly full: " + roomMiB + " MiB are left for " + folder)
        : Optional.empty();
  }
}
