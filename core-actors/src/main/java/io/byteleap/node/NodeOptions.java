package io.byteleap.node;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of a node's program.
///
/// Exit codes: 0 a good end, 1 the node could not start or had to stop, 2 the command line is
/// wrong, 75 the node wants to be started again, 78 the configuration is wrong.
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true)
public final class NodeOptions {
  public static final int EXIT_OK = 0;
  public static final int EXIT_FAILED = 1;
  public static final int EXIT_RESTART = 75;
  public static final int EXIT_CONFIG = 78;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the node (YAML).")
  private Path config = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the configuration; may be given many times.")
  private List<String> assignments = new ArrayList<>();

  public Path config() {
    return config;
  }

  /// The command line's `--set`s and the environment's variables.
  public Overrides overrides() {
    return new Overrides(assignments, System.getenv());
  }

  /// The command line that runs `node`, or the one of `commands` that is named; the result is the
  /// exit code. Only the node needs a configuration.
  public static CommandLine line(
      String program, ToIntFunction<NodeOptions> node, CommandLine... commands) {
    var options = new NodeOptions();
    var line = new CommandLine(options).setCommandName(program);
    line.getCommandSpec().version(program + " " + Build.version());
    for (CommandLine command : commands) {
      line.addSubcommand(command);
    }
    return line.setExecutionStrategy(
        parsed ->
            parsed.hasSubcommand()
                ? new CommandLine.RunLast().execute(parsed)
                : run(options, parsed, node));
  }

  private static int run(
      NodeOptions options, CommandLine.ParseResult parsed, ToIntFunction<NodeOptions> node) {
    var handled = CommandLine.executeHelpRequest(parsed);
    if (handled != null) {
      return handled;
    }
    if (!parsed.hasMatchedOption("--config")) {
      throw new CommandLine.ParameterException(
          parsed.commandSpec().commandLine(), "Missing required option: '--config=FILE'");
    }
    return node.applyAsInt(options);
  }

  /// Prints what is wrong with a configuration, a line each; returns the exit code.
  public static int refuse(String program, List<ConfigProblem> problems) {
    problems.forEach(problem -> System.err.println(program + ": " + problem.line()));
    return EXIT_CONFIG;
  }

  /// Prints why a node cannot go on, where starting it again is no use; returns the exit code,
  /// after which a service is not tried again.
  public static int giveUp(String program, String why) {
    fail(program, why);
    return EXIT_CONFIG;
  }

  /// Prints why a node cannot go on; returns the exit code.
  public static int fail(String program, String why) {
    System.err.println(program + ": " + why);
    return EXIT_FAILED;
  }
}
