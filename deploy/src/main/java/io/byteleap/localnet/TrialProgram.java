package io.byteleap.localnet;

import io.byteleap.node.Build;
import io.byteleap.node.NodeLog;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/// What the programs that try the nodes out have in common: their command line, and the folder that
/// they work in, `deploy/target/` and their name.
public final class TrialProgram {
  private TrialProgram() {}

  /// A command line; `problem` says what is wrong with its numbers, if anything is.
  public interface Options {
    Optional<String> problem();
  }

  /// What is done; `home` is the repository.
  @FunctionalInterface
  public interface Trial {
    /// Returns the exit code.
    int run(Path home, Path folder, PrintStream out);
  }

  /// Reads `arguments` into `options` and runs; returns the exit code, 2 when the command line is
  /// wrong.
  public static int run(String name, Options options, Trial trial, String... arguments) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var line = new CommandLine(options);
    line.getCommandSpec().version(name + " " + Build.version());
    return line.setExecutionStrategy(
            parsed -> {
              Integer handled = CommandLine.executeHelpRequest(parsed);
              return handled == null ? run(name, options, trial) : handled;
            })
        .execute(arguments);
  }

  private static int run(String name, Options options, Trial trial) {
    var problem = options.problem();
    if (problem.isPresent()) {
      System.err.println(name + ": " + problem.get());
      return CommandLine.ExitCode.USAGE;
    }
    Path home = Path.of(System.getProperty("byteleap.home", ".")).toAbsolutePath().normalize();
    Path folder = home.resolve("deploy").resolve("target").resolve(name);
    return trial.run(home, folder, new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }
}
