package io.byteleap.worker.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where an installed worker's files are: its versions beside each other, and `current`, a link to
/// the one that runs.
///
/// ```
/// /opt/byteleap-worker/
///   bin/byteleap-worker   starts `current`, takes back a version that does not prove itself
///   current               -> versions/NAME
///   versions/NAME/        a version's files, never changed once they are there
///   config/worker_config.yaml
///   data/  logs/          where the configuration says nothing else
///   update/               what updates remember
/// ```
public record Installation(Path home) {
  /// Where it is on every machine.
  public static final String USUAL = "/opt/byteleap-worker";

  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,63}");
  private static final String VERSIONS = "versions";

  /// The installation under a root directory; `/` is this machine's.
  public static Installation under(Path root) {
    return new Installation(root.resolve(USUAL.substring(1)));
  }

  /// The installation that the running program is a version of; empty when it runs from elsewhere.
  public static Optional<Installation> ofThisProgram() {
    Path home = Path.of(System.getProperty(ProgramFiles.HOME_PROPERTY, ""));
    Path versions = home.toAbsolutePath().resolveSibling("");
    var installation = new Installation(versions.resolveSibling(""));
    return String.valueOf(versions.getFileName()).equals(VERSIONS)
            && installation.currentName().isPresent()
        ? Optional.of(installation)
        : Optional.empty();
  }

  public Path starter() {
    return home.resolve("bin/byteleap-worker");
  }

  public Path current() {
    return home.resolve("current");
  }

  public Path versions() {
    return home.resolve(VERSIONS);
  }

  public Path version(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a version's folder");
    }
    return versions().resolve(name);
  }

  public Path config() {
    return home.resolve("config/worker_config.yaml");
  }

  public Path update() {
    return home.resolve("update");
  }

  /// Name of the version that runs at the next start; empty when there is none.
  public Optional<String> currentName() {
    return linkedName(current());
  }

  private static Optional<String> linkedName(Path link) {
    try {
      var target = Files.readSymbolicLink(link);
      String name = String.valueOf(target.getFileName());
      return target.equals(Path.of(VERSIONS, name)) && NAME.matcher(name).matches()
          ? Optional.of(name)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Makes `name` the version that runs at the next start. A reader, and a machine that loses
  /// power, sees the old one or the new one.
  public void switchTo(String name) throws IOException {
    Path target = version(name);
    if (!Files.isDirectory(target)) {
      throw new IOException("there is no version " + name);
    }
    Path next = home.resolve(".current.next");
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, Path.of(VERSIONS, name));
    Files.move(next, current(), StandardCopyOption.ATOMIC_MOVE);
    Folders.force(home);
  }
}
