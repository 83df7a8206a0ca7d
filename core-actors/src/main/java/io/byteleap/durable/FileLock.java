package io.byteleap.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/// A file that one process at a time can hold. The operating system lets go of it when the process
/// ends, however it ends.
public final class FileLock implements AutoCloseable {
  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Holds `file`, which is made when it does not exist; empty when somebody else holds it.
  public static Optional<FileLock> hold(Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    var channel =
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new FileLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // held in this very process: held all the same
    }
    channel.close();
    return Optional.empty();
  }

  /// Lets go.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
