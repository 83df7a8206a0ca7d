package io.byteleap.loadtest;

import com.typesafe.config.ConfigFactory;
import io.byteleap.node.Build;
import io.byteleap.node.NodeLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import picocli.CommandLine;

/// What the programs that put a node under load have in common: their command line, the folder that
/// they work in, and their exit codes (0 good, 1 not, 2 the command line is wrong).
final class LoadMain {
  private LoadMain() {}

  /// A command line; `problem` says what is wrong with its numbers, if anything is.
  interface Options {
    Optional<String> problem();
  }

  /// Where a run works.
  record Place(Path home, Path folder, PrintStream out, ActorSystem<?> system) {}

  interface Run {
    /// Whether all went well.
    boolean at(Place place) throws IOException, LoadProblem;
  }

  /// Reads `arguments` into `options`, runs, and ends the process.
  static void main(String program, Options options, Run run, String... arguments) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var line = new CommandLine(options);
    line.getCommandSpec().version(program + " " + Build.version());
    System.exit(
        line.setExecutionStrategy(
                parsed -> {
                  Integer handled = CommandLine.executeHelpRequest(parsed);
                  return handled == null ? run(program, options, run) : handled;
                })
            .execute(arguments));
  }

  private static int run(String program, Options options, Run run) {
    var problem = options.problem();
    if (problem.isPresent()) {
      System.err.println(program + ": " + problem.get());
      return CommandLine.ExitCode.USAGE;
    }
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path home = Path.of(System.getProperty("byteleap.home", ".")).toAbsolutePath().normalize();
    Path folder = home.resolve("deploy").resolve("target").resolve(program);
    var system = ActorSystem.create(Behaviors.empty(), program, ConfigFactory.load("node"));
    try {
      return run.at(new Place(home, folder, out, system)) ? 0 : 1;
    } catch (IOException | LoadProblem e) {
      out.println("FAILED: " + e.getMessage());
      return 1;
    } finally {
      system.terminate();
    }
  }
}
