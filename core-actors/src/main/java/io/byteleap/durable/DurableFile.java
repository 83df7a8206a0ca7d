package io.byteleap.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes a file so that a reader, and a machine that loses power, sees the old content or the new
/// one, never a part: temporary file, fsync, rename, fsync of the folder.
public final class DurableFile {
  /// Ends the name of a file that is not yet what it will be.
  private static final String UNFINISHED = ".tmp";

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

  /// What a new file has besides its content, set while it has its temporary name.
  @FunctionalInterface
  private interface Finish {
    void apply(PosixFileAttributeView file) throws IOException;
  }

  /// Writes a text as UTF-8.
  public static void write(Path file, String text, Readers readers) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), readers);
  }

  public static void write(Path file, byte[] content, Readers readers) throws IOException {
    write(file, content, readers, _ -> {});
  }

  /// Writes a file with exactly these permissions, whatever the process's mask.
  public static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    write(file, content, Readers.OWNER, view -> view.setPermissions(permissions));
  }

  /// Removes from a folder what writes left there that were cut off by the end of their process:
  /// unfinished files that are older than this one. Nothing when there is no such folder.
  public static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    var begun = ProcessHandle.current().info().startInstant();
    try (var files = Files.newDirectoryStream(folder, ".*" + UNFINISHED)) {
      for (Path file : files) {
        var written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (begun.filter(written::isBefore).isPresent()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /// Writes over a file, which keeps its owner, its group and its permissions.
  public static void replace(Path file, byte[] content) throws IOException {
    var old = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    write(file, content, Readers.OWNER, view -> keep(old, view));
  }

  private static void keep(PosixFileAttributes old, PosixFileAttributeView view)
      throws IOException {
    var made = view.readAttributes();
    if (!made.owner().equals(old.owner())) {
      view.setOwner(old.owner());
    }
    if (!made.group().equals(old.group())) {
      view.setGroup(old.group());
    }
    view.setPermissions(old.permissions());
  }

  private static void write(Path file, byte[] content, Readers readers, Finish finish)
      throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    var permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(readers.permissions));
    Path temporary =
        Files.createTempFile(folder, "." + file.getFileName(), UNFINISHED, permissions);
    try {
      finish.apply(Files.getFileAttributeView(temporary, PosixFileAttributeView.class));
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
