package io.byteleap.worker;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.node.CheckConfig;
import io.byteleap.node.ConfigSource;
import io.byteleap.worker.setup.HostCommands;
import io.byteleap.worker.setup.HostSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Every command of the worker's program besides `run`: one class each, which knows its own name.
final class WorkerCommands {
  private WorkerCommands() {}

  /// `configs` reads the configuration for a command that needs one.
  static List<Object> all(ConfigSource<WorkerConfig> configs) {
    return Stream.concat(
            Stream.of(
                new CheckConfig<>(configs, WorkerCommands::remarks),
                new Download(configs),
                new InstallService(configs),
                new UninstallService(),
                new ServiceStatus(configs),
                UpdateCommand.create(configs)),
            HostCommands.of(file -> hostSettings(configs, file)).stream())
        .toList();
  }

  private static List<String> remarks(WorkerConfig config) {
    return config.notDone().stream().map(line -> "warning: " + line).toList();
  }

  private static HostSettings hostSettings(ConfigSource<WorkerConfig> configs, Path file) {
    return switch (configs.load(file, new Overrides(List.of(), System.getenv()))) {
      case RecordConfig.Bad<WorkerConfig>(var problems) ->
          new HostSettings.Wrong(problems.stream().map(ConfigProblem::line).toList());
      case RecordConfig.Good<WorkerConfig>(var config) ->
          new HostSettings.Known(config.minerUrl().uri(), config.vm().baseImageUrl());
    };
  }
}
