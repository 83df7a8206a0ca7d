package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.node.NodeOptions;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `check-config`: whether `run` would take the configuration, without running. Exit codes as those
/// of `run`.
@Command(
    name = "check-config",
    description = "Reads the configuration and says what is wrong with it or has no effect.",
    sortOptions = false,
    usageHelpAutoWidth = true)
final class CheckConfig implements Callable<Integer> {
  private final Function<NodeOptions, RecordConfig.Loaded<WorkerConfig>> configs;

  @Mixin private NodeOptions options = new NodeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  CheckConfig(Function<NodeOptions, RecordConfig.Loaded<WorkerConfig>> configs) {
    this.configs = configs;
  }

  @Override
  public Integer call() {
    return switch (configs.apply(options)) {
      case RecordConfig.Bad<WorkerConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<WorkerConfig>(var config) -> {
        var out = spec.commandLine().getOut();
        config.notDone().forEach(line -> out.println("warning: " + line));
        out.println(options.config() + " is good");
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }
}
