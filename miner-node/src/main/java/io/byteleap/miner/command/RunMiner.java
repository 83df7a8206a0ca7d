package io.byteleap.miner.command;

import io.byteleap.config.RecordConfig.Loaded;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `run`: the miner itself, as without a command.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the miner until it is told to stop, as without a command.")
public final class RunMiner implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<MinerConfig> source;
  private final ToIntFunction<Loaded<MinerConfig>> start;

  public RunMiner(ConfigSource<MinerConfig> source, ToIntFunction<Loaded<MinerConfig>> start) {
    this.source = source;
    this.start = start;
  }

  @Override
  public Integer call() {
    return start.applyAsInt(source.load(options.file(), options.overrides()));
  }
}
