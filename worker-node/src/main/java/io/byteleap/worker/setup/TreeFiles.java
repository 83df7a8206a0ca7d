package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.durable.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

/// Writes under the root of a [HostTree].
record TreeFiles(HostTree host) implements HostFiles {
  @Override
  public void write(String path, String text, SetupFile.Kind kind) throws IOException {
    Path place = host.place(path);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    sweep(place);
    if (Files.exists(place)) {
      DurableFile.replace(place, bytes);
    } else {
      String permissions =
          switch (kind) {
            case TEXT -> "rw-r--r--";
            case PROGRAM -> "rwxr-xr-x";
          };
      DurableFile.write(place, bytes, PosixFilePermissions.fromString(permissions));
    }
  }

  /// Removes what a crash has left half-written.
  private static void sweep(Path place) throws IOException {
    String name = String.valueOf(place.getFileName());
    var leftover = Pattern.compile("\\." + Pattern.quote(name) + "[0-9]+\\.tmp");
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            place.resolveSibling(""),
            sibling -> leftover.matcher(String.valueOf(sibling.getFileName())).matches())) {
      for (Path sibling : siblings) {
        Files.deleteIfExists(sibling);
      }
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Path place = host.place(path);
    if (Files.isDirectory(place.resolveSibling(""))) {
      sweep(place);
      Files.deleteIfExists(place);
    }
  }

  @Override
  public void makeFolder(String path) throws IOException {
    Path place = host.place(path);
    if (!Files.isDirectory(place)) {
      Files.createDirectory(place);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Override
  public void removeFolder(String path) throws IOException {
    try {
      Files.deleteIfExists(host.place(path));
    } catch (DirectoryNotEmptyException e) {
      // somebody else keeps something there
    }
  }
}
