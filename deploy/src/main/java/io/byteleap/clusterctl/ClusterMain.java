package io.byteleap.clusterctl;

import io.byteleap.clusterctl.Rollout.Before;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.node.Build;
import io.byteleap.node.NodeLog;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deploy/cluster`: the hosts of an inventory, installed, started, upgraded and stopped.
///
/// Exit codes: 0 done, or all are ready; 1 not, and why; 2 the command line is wrong.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Installs and runs the nodes of an inventory on their hosts; deploy/docs/cluster.md.",
    footer = {
      "",
      "Exit codes: 0 done (status: all are ready), 1 it did not work, and why, 2 the command line"
          + " is",
      "wrong."
    })
public final class ClusterMain {
  private static final String PROGRAM = "cluster";

  private ClusterMain() {}

  /// What a command does with the inventory.
  @FunctionalInterface
  private interface Work {
    /// Returns the exit code.
    int run(Rollout rollout) throws ClusterProblem;
  }

  /// Which inventory.
  static final class Where {
    @Option(
        names = "--inventory",
        paramLabel = "FILE",
        defaultValue = "cluster.yaml",
        description = "The hosts (default: ${DEFAULT-VALUE}).")
    private Path inventory = Path.of("cluster.yaml");

    private int run(Optional<Path> archive, Work work) {
      var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      try {
        var read = read(inventory);
        var chosen = archive.map(path -> read.with(path.toAbsolutePath())).orElse(read);
        return work.run(new Rollout(chosen, InstantSource.system(), out));
      } catch (ClusterProblem e) {
        e.lines().forEach(line -> System.err.println(PROGRAM + ": " + line));
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the hosts what the inventory says.",
        "Installs and starts what is missing, and replaces what differs, one node after the other.",
        "All hosts are looked at first; while there is anything against it, nothing is changed."
      })
  static int up(@Mixin Where where) {
    return where.run(Optional.empty(), rollout -> done(rollout, Before.ANYTHING));
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows every host, its version, and whether its node is ready.")
  static int status(@Mixin Where where) {
    return where.run(Optional.empty(), rollout -> rollout.status() ? 0 : 1);
  }

  @Command(
      name = "upgrade",
      mixinStandardHelpOptions = true,
      description = {
        "As up, for a network that is whole.",
        "Every node must be ready before, and is again before the next one's turn."
      })
  static int upgrade(
      @Mixin Where where,
      @Option(
              names = "--archive",
              paramLabel = "FILE",
              description = "The archive to install, instead of the inventory's.")
          Optional<Path> archive) {
    return where.run(archive, rollout -> done(rollout, Before.WHOLE));
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Stops all nodes: workers, miners, validators.")
  static int down(@Mixin Where where) {
    return where.run(
        Optional.empty(),
        rollout -> {
          rollout.down();
          return 0;
        });
  }

  @Command(
      name = "node",
      mixinStandardHelpOptions = true,
      description = {
        "Gives a command to the program of a host's node, there.",
        "Such as: cluster node v1 -- token new --scope lease"
      })
  static int node(
      @Mixin Where where,
      @Parameters(paramLabel = "HOST", description = "Its name in the inventory.") String host,
      @Parameters(
              paramLabel = "WORD",
              arity = "1..*",
              description = "The command, after -- where it has options; --config is added.")
          List<String> words) {
    return where.run(
        Optional.empty(),
        rollout -> {
          System.out.print(rollout.tell(host, words));
          System.out.flush();
          return 0;
        });
  }

  private static Inventory read(Path file) throws ClusterProblem {
    return Inventory.of(RecordConfig.load(Inventory.class, file, Overrides.NONE), file);
  }

  private static int done(Rollout rollout, Before before) throws ClusterProblem {
    rollout.up(before);
    return rollout.status() ? 0 : 1;
  }

  public static void main(String[] arguments) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var line = new CommandLine(new ClusterMain());
    line.getCommandSpec().version(PROGRAM + " " + Build.version());
    System.exit(line.execute(arguments));
  }
}
