package io.byteleap.persistence.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The PostgreSQL programs that travel with this software, unpacked once into a folder of the
/// user's own: nobody else can put programs there for us to run.
final class PostgresBinaries {
  private final Path folder;

  private PostgresBinaries(Path folder) {
    this.folder = folder;
  }

  /// The programs under `cache`, unpacked there if they are not yet.
  static PostgresBinaries unpackedIn(Path cache) throws DatabaseProblem {
    String archive = "/postgres-linux-" + architecture() + ".txz";
    try (var packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new DatabaseProblem(
            "there is no embedded PostgreSQL for "
                + System.getProperty("os.name")
                + " on "
                + architecture()
                + ": set database.url to a PostgreSQL server");
      }
      Path folder = cache.resolve("postgres-" + EmbeddedPostgres.VERSION + "-" + architecture());
      if (!Files.isDirectory(folder)) {
        unpack(packed, cache, folder);
      }
      return new PostgresBinaries(folder);
    } catch (IOException e) {
      throw new DatabaseProblem("PostgreSQL cannot be unpacked into " + cache + ": " + e, e);
    }
  }

  /// Where programs are kept: the user's cache folder, else beside the data.
  static Path cacheFor(Path dataFolder) {
    String home = System.getProperty("user.home", "");
    Path usual =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(text -> !text.isEmpty())
            .map(Path::of)
            .orElse(Path.of(home, ".cache"));
    Path nearestParent = Files.isDirectory(usual) ? usual : Path.of(home);
    return home.startsWith("/") && Files.isWritable(nearestParent)
        ? usual.resolve("byteleap")
        : dataFolder.resolveSibling("postgres-programs");
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  /// Into a temporary folder first, so that an interrupted or simultaneous start leaves nothing
  /// half done.
  private static void unpack(InputStream packed, Path cache, Path folder) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(cache);
    Path temporary = Files.createTempDirectory(cache, "postgres", ownerOnly);
    try {
      var tar =
          new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)));
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, temporary);
      }
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(temporary);
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      // Another process was faster, and has put the same there.
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("archive entry outside its folder");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(content, target);
      boolean isProgram = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(isProgram ? "rwx------" : "rw-------"));
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var inside = Files.walk(folder)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      case String other -> other;
    };
  }
}
