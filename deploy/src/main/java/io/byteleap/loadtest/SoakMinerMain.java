package io.byteleap.loadtest;

import com.typesafe.config.ConfigFactory;
import io.byteleap.node.Build;
import io.byteleap.node.NodeLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import picocli.CommandLine;

/// Soaks a miner: `deploy/soak-miner`, which builds first.
public final class SoakMinerMain {
  private static final String PROGRAM = "soak-miner";

  private SoakMinerMain() {}

  public static void main(String[] arguments) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var options = new SoakOptions();
    var line = new CommandLine(options);
    line.getCommandSpec().version(PROGRAM + " " + Build.version());
    System.exit(
        line.setExecutionStrategy(
                parsed -> {
                  Integer handled = CommandLine.executeHelpRequest(parsed);
                  return handled == null ? run(options) : handled;
                })
            .execute(arguments));
  }

  private static int run(SoakOptions options) {
    var problem = options.problem();
    if (problem.isPresent()) {
      System.err.println(PROGRAM + ": " + problem.get());
      return CommandLine.ExitCode.USAGE;
    }
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path home = Path.of(System.getProperty("byteleap.home", ".")).toAbsolutePath().normalize();
    Path folder = home.resolve("deploy").resolve("target").resolve(PROGRAM);
    var system = ActorSystem.create(Behaviors.empty(), PROGRAM, ConfigFactory.load("node"));
    try (var workshop = Workshop.in(home, folder, out, system)) {
      var broken = new SoakRun(workshop, options).run();
      broken.forEach(what -> out.println("BROKEN: " + what));
      out.println(
          broken.isEmpty()
              ? PROGRAM + ": passed"
              : "FAILED with --seed " + options.seed() + "; the miner's log is in " + folder);
      return broken.isEmpty() ? 0 : 1;
    } catch (IOException | LoadProblem e) {
      out.println("FAILED with --seed " + options.seed() + ": " + e.getMessage());
      return 1;
    } finally {
      system.terminate();
    }
  }
}
