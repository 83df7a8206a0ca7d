package io.byteleap.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes a file so that a reader, and a machine that loses power, sees the old content or the new
/// one, never a part: temporary file, fsync, rename, fsync of the folder.
public final class DurableFile {
  private DurableFile() {}

  /// Who may read a file that is written.
  public enum Readers {
    OWNER("rw-------"),
    EVERYBODY("rw-r--r--");

    private final String permissions;

    Readers(String permissions) {
      this.permissions = permissions;
    }
  }

  /// Writes a text as UTF-8.
  public static void write(Path file, String text, Readers readers) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), readers);
  }

  public static void write(Path file, byte[] content, Readers readers) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    var permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(readers.permissions));
    Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", permissions);
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    }
  }
}
