package io.byteleap.faulttest;

import io.byteleap.localnet.TrialProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// What both programs do around their tests: the folder, the verdict.
final class FaultProgram {
  private FaultProgram() {}

  /// A test in a folder; returns what broke.
  @FunctionalInterface
  interface Trial {
    List<String> run(Path home, Path folder, PrintStream out) throws IOException;
  }

  /// Returns the exit code.
  static int run(String name, TrialProgram.Options options, Trial trial, String... arguments) {
    return run(name, options, trial, folder -> "logs are in " + folder + "/logs", arguments);
  }

  /// As the other; `where` says what there is to look at after a failure.
  static int run(
      String name,
      TrialProgram.Options options,
      Trial trial,
      Function<Path, String> where,
      String... arguments) {
    return TrialProgram.run(
        name,
        options,
        (home, folder, out) -> {
          var broken = broken(trial, home, folder, out);
          broken.forEach(what -> out.println("BROKEN: " + what));
          out.println(
              broken.isEmpty() ? name + ": passed" : name + ": FAILED; " + where.apply(folder));
          return broken.isEmpty() ? 0 : 1;
        },
        arguments);
  }

  private static List<String> broken(Trial trial, Path home, Path folder, PrintStream out) {
    try {
      return trial.run(home, folder, out);
    } catch (Broken | IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
