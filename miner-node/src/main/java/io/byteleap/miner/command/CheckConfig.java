package io.byteleap.miner.command;

import io.byteleap.config.RecordConfig;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `check-config`: everything that is wrong with a configuration, a line each. Starts nothing.
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says what is wrong with a configuration, and starts nothing.")
public final class CheckConfig implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<MinerConfig> source;

  public CheckConfig(ConfigSource<MinerConfig> source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    return switch (source.load(options.file(), options.overrides())) {
      case RecordConfig.Bad<MinerConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<MinerConfig>(var config) -> {
        var out = spec.commandLine().getOut();
        int hotkeys = config.identities().size();
        out.println(
            options.file() + " is good: " + hotkeys + (hotkeys == 1 ? " hotkey" : " hotkeys"));
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }
}
