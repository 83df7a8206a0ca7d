package io.byteleap.miner.command;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.node.NodeOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Which miner a command is for, the one that runs with this configuration, and the asking of it.
final class MinerOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Configuration of the running miner (YAML).")
  private Path config = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the configuration, as it did for the miner.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--hotkey",
      paramLabel = "NAME",
      description = {
        "Whose workers, where the miner has several hotkeys: its wallet and name",
        "(WALLET/HOTKEY), or its SS58 address."
      })
  private String hotkey = "";

  /// Asks the miner, and prints the answer.
  @FunctionalInterface
  interface Work {
    void run(MinerClient miner, PrintWriter out) throws CommandProblem;
  }

  /// Does the work; what is wrong is one line of text. Exit codes as in [NodeOptions].
  int run(CommandSpec spec, MinerSite.Finder finder, Work work) {
    return switch (finder.find(config, new Overrides(assignments, System.getenv()))) {
      case MinerSite.NotFound(var problems) -> {
        for (ConfigProblem problem : problems) {
          say(spec, problem.line());
        }
        yield NodeOptions.EXIT_CONFIG;
      }
      case MinerSite.Found(var site) -> run(spec, site, work);
    };
  }

  private int run(CommandSpec spec, MinerSite site, Work work) {
    try (var miner = MinerClient.of(site, hotkey)) {
      work.run(miner, spec.commandLine().getOut());
      return CommandLine.ExitCode.OK;
    } catch (CommandProblem e) {
      say(spec, String.valueOf(e.getMessage()));
      return NodeOptions.EXIT_FAILED;
    } finally {
      spec.commandLine().getOut().flush();
    }
  }

  private static void say(CommandSpec spec, String line) {
    var err = spec.commandLine().getErr();
    err.println(spec.root().name() + ": " + line);
    err.flush();
  }
}
