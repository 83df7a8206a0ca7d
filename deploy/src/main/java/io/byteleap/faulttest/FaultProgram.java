package io.byteleap.faulttest;

import io.byteleap.node.Build;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/// What both programs do around their tests: the command line, the folder, the verdict.
final class FaultProgram {
  private final String name;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  FaultProgram(String name) {
    this.name = name;
  }

  /// A test in a folder; returns what broke.
  @FunctionalInterface
  interface Trial {
    List<String> run(Path home, Path folder, PrintStream out) throws IOException;
  }

  /// Returns the exit code.
  int run(Object options, Supplier<Optional<String>> problem, Trial trial, String[] arguments) {
    var line = new CommandLine(options);
    line.getCommandSpec().version(name + " " + Build.version());
    return line.setExecutionStrategy(
            parsed -> {
              Integer handled = CommandLine.executeHelpRequest(parsed);
              return handled == null ? run(problem, trial) : handled;
            })
        .execute(arguments);
  }

  private int run(Supplier<Optional<String>> problem, Trial trial) {
    var wrong = problem.get();
    if (wrong.isPresent()) {
      System.err.println(name + ": " + wrong.get());
      return CommandLine.ExitCode.USAGE;
    }
    Path home = Path.of(System.getProperty("byteleap.home", ".")).toAbsolutePath().normalize();
    Path folder = home.resolve("deploy").resolve("target").resolve(name);
    try {
      return told(trial.run(home, folder, out), folder);
    } catch (Broken | IOException e) {
      return told(List.of(String.valueOf(e.getMessage())), folder);
    }
  }

  private int told(List<String> broken, Path folder) {
    broken.forEach(what -> out.println("BROKEN: " + what));
    out.println(
        broken.isEmpty() ? name + ": passed" : name + ": FAILED; logs are in " + folder + "/logs");
    return broken.isEmpty() ? 0 : 1;
  }
}
