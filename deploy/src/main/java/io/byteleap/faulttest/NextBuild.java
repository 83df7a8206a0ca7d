package io.byteleap.faulttest;

import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import io.byteleap.worker.program.RealCommands;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// An archive like another, which says in every place that it is the next version.
final class NextBuild {
  private static final Pattern NAME =
      Pattern.compile("byteleap-(([0-9]+\\.)*)([0-9]+)-linux-([a-z0-9]+)\\.tar\\.gz");
  private static final Duration PACKING_MAX = Duration.ofMinutes(3);
  private static final String PROPERTIES = "byteleap-build.properties";

  private static final Commands COMMANDS = new RealCommands();

  private NextBuild() {}

  /// The only archive in `folder`.
  static Path archiveIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      var archives =
          files.filter(file -> NAME.matcher(String.valueOf(file.getFileName())).matches()).toList();
      if (archives.size() != 1) {
        throw new IOException(folder + " must hold one archive, holds " + archives.size());
      }
      return archives.getFirst();
    }
  }

  /// Its version.
  static String versionOf(Path archive) {
    var name = named(archive);
    return name.group(1) + name.group(3);
  }

  private static MatchResult named(Path archive) {
    var name = NAME.matcher(String.valueOf(archive.getFileName()));
    if (!name.matches()) {
      throw new IllegalArgumentException(archive + " is no archive");
    }
    return name.toMatchResult();
  }

  /// Makes the next version of `archive` in `folder`, with its checksum beside it.
  static Path of(Path archive, Path folder) throws IOException {
    var name = named(archive);
    String before = versionOf(archive);
    String next = name.group(1) + (Integer.parseInt(name.group(3)) + 1);
    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    run("tar", "-xzf", archive.toString(), "-C", unpacked.toString());
    Path content =
        Files.move(unpacked.resolve("byteleap-" + before), unpacked.resolve("byteleap-" + next));
    Files.writeString(content.resolve("VERSION"), next + "\n");
    relabel(jarWithVersion(content.resolve("lib")), before, next);
    String file = "byteleap-" + next + "-linux-" + name.group(4) + ".tar.gz";
    run(
        "tar",
        "-C",
        unpacked.toString(),
        "--use-compress-program=gzip -1",
        "-cf",
        folder.resolve(file).toString(),
        "byteleap-" + next);
    String sums = run("sha256sum", "--", folder.resolve(file).toString());
    Files.writeString(folder.resolve("SHA256SUMS"), sums.substring(0, 64) + "  " + file + "\n");
    run("rm", "-rf", "--", unpacked.toString());
    return folder.resolve(file);
  }

  private static Path jarWithVersion(Path lib) throws IOException {
    try (var jars = Files.newDirectoryStream(lib, "byteleap-core-actors-*.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    }
    throw new IOException(lib + " has no jar that says its version");
  }

  private static void relabel(Path jar, String before, String next) throws IOException {
    try (var inside = FileSystems.newFileSystem(jar)) {
      Path properties = inside.getPath(PROPERTIES);
      String text = Files.readString(properties);
      String changed = text.replace("version=" + before, "version=" + next);
      if (text.equals(changed)) {
        throw new IOException(jar + " does not say that it is version " + before);
      }
      Files.writeString(properties, changed);
    }
  }

  private static String run(String... words) throws IOException {
    return switch (COMMANDS.run(List.of(words), PACKING_MAX)) {
      case Exited(int code, String output) when code == 0 -> output;
      case Exited(int code, String output) ->
          throw new IOException(words[0] + " ended with code " + code + ": " + output.strip());
      case NotRun(var why) -> throw new IOException(words[0] + ": " + why);
    };
  }
}
