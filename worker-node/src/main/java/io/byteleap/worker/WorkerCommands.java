package io.byteleap.worker;

import java.util.List;

/// Every command of the worker's program besides `run`: one class each, which knows its own name.
final class WorkerCommands {
  private WorkerCommands() {}

  /// `configs` reads the configuration for a command that needs one.
  static List<Object> all(Configs configs) {
    return List.of(
        new CheckConfig(configs),
        new Download(configs),
        new InstallService(configs),
        new UninstallService(),
        new ServiceStatus(configs),
        UpdateCommand.create(configs));
  }
}
