package io.byteleap.worker.update;

import io.byteleap.worker.program.Digests;
import io.byteleap.worker.program.Folders;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.update.Manifest.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/// Puts a version's files together beside the running one. A file that the running version has too
/// is copied from there; another is fetched, and stays for the next try when one fails.
final class Staging {
  private static final String STAGED = "staged-";
  private static final String PARTS = "parts-";
  private static final long SPACE_SPARE = 64L << 20;

  private final Installation installation;
  private final UpdateSource source;
  private final Manifest manifest;
  private final Path staged;
  private final Path parts;

  Staging(Installation installation, UpdateSource source, Manifest manifest) {
    this.installation = installation;
    this.source = source;
    this.manifest = manifest;
    this.staged = installation.update().resolve(STAGED + manifest.folderName());
    this.parts = installation.update().resolve(PARTS + manifest.folderName());
  }

  /// Every file, checked, in a folder that is on the disk.
  void stage() throws UpdateProblem, IOException {
    Files.createDirectories(installation.update());
    removeOthers();
    Folders.remove(staged);
    Files.createDirectories(staged);
    Files.createDirectories(parts);
    checkSpace();
    for (Entry file : manifest.files()) {
      stage(file);
    }
    Folders.forceAll(staged);
  }

  /// Moves the version to where versions are.
  void place() throws IOException {
    Path target = installation.version(manifest.folderName());
    Files.createDirectories(installation.versions());
    if (!manifest.folderName().equals(installation.currentName().orElse(""))) {
      Folders.remove(target);
    }
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    Folders.force(installation.versions());
    Folders.remove(parts);
  }

  /// What was left of other versions.
  private void removeOthers() throws IOException {
    try (Stream<Path> entries = Files.list(installation.update())) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = String.valueOf(entry.getFileName());
        if ((name.startsWith(STAGED) || name.startsWith(PARTS)) && !entry.equals(parts)) {
          Folders.remove(entry);
        }
      }
    }
  }

  private void checkSpace() throws UpdateProblem, IOException {
    long needed = manifest.files().stream().mapToLong(Entry::size).sum() + SPACE_SPARE;
    long usable = Files.getFileStore(installation.home()).getUsableSpace();
    if (usable < needed) {
      throw new UpdateProblem(
          Layer.DISK,
          installation.home() + " has " + usable + " bytes left, " + needed + " are needed");
    }
  }

  private void stage(Entry file) throws UpdateProblem, IOException {
    Path target = file.path().under(staged);
    Files.createDirectories(target.resolveSibling(""));
    Path own = file.path().under(installation.current());
    if (isSame(file, own)) {
      Files.copy(own, target);
    } else {
      Files.move(fetched(file), target);
    }
    check(file, target);
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(file.isProgram() ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static boolean isSame(Entry file, Path own) throws IOException {
    return Files.isRegularFile(own, LinkOption.NOFOLLOW_LINKS)
        && Files.size(own) == file.size()
        && Digests.of(own).equals(file.sha256());
  }

  private Path fetched(Entry file) throws UpdateProblem, IOException {
    Path part = parts.resolve(file.sha256());
    if (!isSame(file, part)) {
      if (Files.exists(part) && Files.size(part) >= file.size()) {
        Files.delete(part);
      }
      source.fetch(UpdateSource.FILES + file.sha256(), part, file.size());
    }
    try {
      check(file, part);
      return part;
    } catch (UpdateProblem e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private static void check(Entry file, Path path) throws UpdateProblem, IOException {
    long size = Files.size(path);
    if (size != file.size()) {
      throw new UpdateProblem(
          Layer.SIZE,
          file.path() + " is not as large as the manifest says: " + size + ", not " + file.size());
    }
    if (!Digests.of(path).equals(file.sha256())) {
      throw new UpdateProblem(Layer.HASH, file.path() + " is not the file that the manifest names");
    }
  }
}
