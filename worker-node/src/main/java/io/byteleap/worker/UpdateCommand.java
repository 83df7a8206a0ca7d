package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.service.ServiceManager;
import io.byteleap.worker.update.HostTenancy;
import io.byteleap.worker.update.UpdateProblem;
import io.byteleap.worker.update.Updater;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `update check`, `update apply` and `update rollback`.
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Looks for a newer version, goes to it, or goes back.")
final class UpdateCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private UpdateCommand() {}

  static CommandLine create(ConfigSource<WorkerConfig> configs) {
    return new CommandLine(new UpdateCommand())
        .addSubcommand("check", new Check(configs))
        .addSubcommand("apply", new Apply(configs))
        .addSubcommand("rollback", new Rollback(configs));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  /// What the three have in common.
  private abstract static class Verb implements Callable<Integer> {
    private final ConfigSource<WorkerConfig> configs;

    @Mixin final InstalledOptions options = new InstalledOptions();

    @Spec CommandSpec spec = CommandSpec.create();

    Verb(ConfigSource<WorkerConfig> configs) {
      this.configs = configs;
    }

    abstract int run(Updater updater) throws UpdateProblem;

    @Override
    public Integer call() {
      return switch (configs.load(options.configOrInstalled(), options.overrides())) {
        case RecordConfig.Bad<WorkerConfig>(var problems) ->
            NodeOptions.refuse(spec.root().name(), problems);
        case RecordConfig.Good<WorkerConfig>(var config) -> run(config);
      };
    }

    /// A version under another root tries itself out there all the same; only systemd is not told.
    private int run(WorkerConfig config) {
      try {
        var home = options.installation().home();
        var tenancy = new HostTenancy(new HostRoot(options.root()), home.resolve(config.dataDir()));
        return run(
            Updater.of(
                options.installation(),
                new Version(Build.version()),
                config.update(),
                new Updater.Surroundings(
                    tenancy, new RealCommands(), InstantSource.system(), _ -> {})));
      } catch (UpdateProblem e) {
        return options.refuse(spec, e.layer() + ": " + e.why());
      }
    }

    final int said(Updater.Checked checked, String newer, List<String> more) {
      return switch (checked) {
        case Updater.Newer(var manifest) ->
            said(json(manifest.version(), "newer"), manifest.version() + " " + newer, more);
        case Updater.UpToDate(var published) ->
            said(json(published, "up to date"), Build.version() + " is up to date", List.of());
      };
    }

    private static JsonObject json(Version version, String state) {
      return JsonObject.builder()
          .put("running", Build.version())
          .put("published", version.text())
          .put("state", state)
          .build();
    }

    private int said(JsonObject json, String line, List<String> more) {
      List<String> lines = new ArrayList<>(List.of(line));
      lines.addAll(more);
      options.answer(spec, json, lines);
      return NodeOptions.EXIT_OK;
    }

    final List<String> restarted() {
      String failure = new ServiceManager(options.commands()).restartIfRunning();
      return failure.isEmpty()
          ? List.of("the service was restarted")
          : List.of("restart the worker to run it (" + failure + ")");
    }
  }

  @Command(
      name = "check",
      description = "Says whether there is a newer version.",
      sortOptions = false,
      usageHelpAutoWidth = true)
  private static final class Check extends Verb {
    Check(ConfigSource<WorkerConfig> configs) {
      super(configs);
    }

    @Override
    int run(Updater updater) throws UpdateProblem {
      return said(updater.check(), "is published, " + Build.version() + " runs", List.of());
    }
  }

  @Command(
      name = "apply",
      description = "Goes to the newer version, and restarts the service.",
      sortOptions = false,
      usageHelpAutoWidth = true)
  private static final class Apply extends Verb {
    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    Apply(ConfigSource<WorkerConfig> configs) {
      super(configs);
    }

    @Override
    int run(Updater updater) throws UpdateProblem {
      if (dryRun) {
        return said(updater.check(), "would be installed", List.of());
      }
      return switch (updater.apply()) {
        case Updater.UpToDate same -> said(same, "", List.of());
        case Updater.Newer newer ->
            said(newer, "is installed, on trial until it reached the miner", restarted());
      };
    }
  }

  @Command(
      name = "rollback",
      description = "Goes back to the version before, and restarts the service.",
      sortOptions = false,
      usageHelpAutoWidth = true)
  private static final class Rollback extends Verb {
    Rollback(ConfigSource<WorkerConfig> configs) {
      super(configs);
    }

    @Override
    int run(Updater updater) throws UpdateProblem {
      String name = updater.rollback();
      List<String> lines = new ArrayList<>(List.of(name + " is the version to run again"));
      lines.addAll(restarted());
      options.answer(spec, JsonObject.builder().put("version", name).build(), lines);
      return NodeOptions.EXIT_OK;
    }
  }
}
