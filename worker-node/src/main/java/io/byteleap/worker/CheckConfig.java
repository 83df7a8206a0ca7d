package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.node.NodeOptions;
import java.util.concurrent.Callable;
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
  private final Configs configs;

  @Mixin private NodeOptions options = new NodeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  CheckConfig(Configs configs) {
    this.configs = configs;
  }

  @Override
  public Integer call() {
    return switch (configs.load(options.config(), options.overrides())) {
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
