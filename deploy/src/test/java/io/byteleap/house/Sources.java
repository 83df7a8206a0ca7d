package io.byteleap.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files of the repository, seen from this module's folder, in which Maven runs its tests.
public final class Sources {
  public static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

  private static final List<String> MODULES =
      List.of(
          "core-actors", "persistence", "validator-node", "miner-node", "worker-node", "deploy");

  private Sources() {}

  /// Every Java file of every module, tests included.
  static List<Path> java() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    return all;
  }
}
