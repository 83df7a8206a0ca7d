package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.node.NodeOptions;
import java.util.List;
import java.util.function.Function;

/// Every command of the worker's program besides `run`: one class each, which knows its own name.
final class WorkerCommands {
  private WorkerCommands() {}

  /// `configs` reads the configuration for a command that needs one.
  static List<Object> all(Function<NodeOptions, RecordConfig.Loaded<WorkerConfig>> configs) {
    return List.of(new CheckConfig(configs));
  }
}
