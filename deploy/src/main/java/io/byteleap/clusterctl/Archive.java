package io.byteleap.clusterctl;

import io.byteleap.worker.program.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The archive that is installed: `byteleap-VERSION-linux-ARCHITECTURE.tar.gz`, as
/// `mvn -Pdist package` makes it, with its line in the `SHA256SUMS` beside it.
record Archive(Path file, Version version, String architecture) {
  private static final Pattern NAME =
      Pattern.compile("byteleap-([0-9.]+)-linux-(amd64|arm64)\\.tar\\.gz");
  private static final String SUMS = "SHA256SUMS";
  private static final int BUFFER = 1 << 16;

  /// Refused: another name, a file that is not there or not what the checksums say.
  static Archive at(Path file) throws ClusterProblem {
    var name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      throw new ClusterProblem(
          file + " is no archive: its name must be byteleap-VERSION-linux-ARCHITECTURE.tar.gz");
    }
    try {
      var version = new Version(String.valueOf(name.group(1)));
      String expected =
          expected(file)
              .orElseThrow(
                  () -> new ClusterProblem(file.resolveSibling(SUMS) + " does not name " + file));
      if (!expected.equals(sum(file))) {
        throw new ClusterProblem(file + " is not what " + SUMS + " beside it says");
      }
      return new Archive(file, version, String.valueOf(name.group(2)));
    } catch (IOException e) {
      throw new ClusterProblem(
          file + " and " + SUMS + " beside it cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new ClusterProblem(file + ": " + e.getMessage());
    }
  }

  private static Optional<String> expected(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (var lines = Files.lines(file.resolveSibling(SUMS))) {
      return lines
          .map(line -> line.split("[ *]+", 2))
          .filter(parts -> parts.length == 2 && parts[1].equals(name))
          .map(parts -> parts[0])
          .findFirst();
    }
  }

  /// The SHA-256 of a file, in hex.
  static String sum(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  /// Whether it runs on a host that says this of itself (`uname -sm`).
  boolean fits(String system) {
    return system.equals(
        switch (architecture) {
          case "amd64" -> "Linux x86_64";
          case String _ -> "Linux aarch64";
        });
  }
}
