package io.byteleap.worker.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The files of the worker's program: path in a version's folder, and where each is now. The jars
/// are those that the worker needs, not all that lie with them.
public record ProgramFiles(SortedMap<String, Path> files) {
  /// Set by the launcher: the folder with `bin`, and `lib` or `target/lib`.
  public static final String HOME_PROPERTY = "byteleap.home";

  private static final String JARS = "/byteleap-worker.classpath";
  private static final String[] SCRIPTS = {"bin/byteleap-worker", "bin/node.sh", "bin/jdk.sh"};
  private static final String SAMPLE = "config/worker.yaml";

  public ProgramFiles {
    files = new TreeMap<>(files);
  }

  /// The program that is running; an [IOException] names what of it is missing.
  public static ProgramFiles ofThisProgram() throws IOException {
    String home = System.getProperty(HOME_PROPERTY, "");
    if (home.isEmpty()) {
      throw new IOException("this program was not started by its launcher, bin/byteleap-worker");
    }
    return in(Path.of(home));
  }

  /// The program in a folder: an installed version's, or the built tree's.
  public static ProgramFiles in(Path home) throws IOException {
    Path lib =
        Files.isDirectory(home.resolve("lib")) ? home.resolve("lib") : home.resolve("target/lib");
    SortedMap<String, Path> files = new TreeMap<>();
    for (String script : SCRIPTS) {
      files.put(script, home.resolve(script));
    }
    files.put(SAMPLE, home.resolve(SAMPLE));
    for (String jar : jars()) {
      files.put("lib/" + jar, lib.resolve(jar));
    }
    for (Path file : files.values()) {
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + ", a part of this program, is missing");
      }
    }
    return new ProgramFiles(files);
  }

  private static Iterable<String> jars() throws IOException {
    try (var in = ProgramFiles.class.getResourceAsStream(JARS)) {
      if (in == null) {
        throw new IOException("this program runs from its classes, without its jars");
      }
      String names = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      var jars =
          Arrays.stream(names.split(":", -1))
              .map(name -> name.substring(name.lastIndexOf('/') + 1))
              .collect(Collectors.toCollection(TreeSet::new));
      jars.add(ownJar());
      return jars;
    }
  }

  private static String ownJar() {
    try {
      var source = ProgramFiles.class.getProtectionDomain().getCodeSource().getLocation();
      return String.valueOf(Path.of(source.toURI()).getFileName());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("BUG: a class path that is no address", e);
    }
  }

  /// Where the file of that path is now.
  public Path file(String path) {
    return Optional.ofNullable(files.get(path))
        .orElseThrow(() -> new IllegalArgumentException("no such file: " + path));
  }

  /// The sample of a configuration that comes with it.
  public Path sampleConfig() {
    return file(SAMPLE);
  }

  /// Whether the file is a program.
  public static boolean isProgram(String path) {
    return path.equals(SCRIPTS[0]);
  }

  /// Name of the folder for this version: other files, another name.
  public String folderName(Version version) throws IOException {
    return version.text() + "-" + digest().substring(0, 12);
  }

  private String digest() throws IOException {
    try {
      return Digests.of(
          files.entrySet().stream()
              .map(ProgramFiles::line)
              .collect(Collectors.joining())
              .getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String line(Map.Entry<String, Path> file) {
    try {
      return file.getKey() + " " + Digests.of(file.getValue()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies all of them into a new folder, and to the disk.
  public void copyTo(Path folder) throws IOException {
    for (var file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.resolveSibling(""));
      Files.copy(file.getValue(), target);
      Files.setPosixFilePermissions(
          target,
          PosixFilePermissions.fromString(isProgram(file.getKey()) ? "rwxr-xr-x" : "rw-r--r--"));
    }
    Folders.forceAll(folder);
  }
}
