package io.byteleap.node;

import io.byteleap.config.RecordConfig.Loaded;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `run`: the node itself, as without a command.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the node until it is told to stop, as without a command.")
public final class RunCommand<C extends Record> implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<C> source;
  private final ToIntFunction<Loaded<C>> start;

  public RunCommand(ConfigSource<C> source, ToIntFunction<Loaded<C>> start) {
    this.source = source;
    this.start = start;
  }

  @Override
  public Integer call() {
    return start.applyAsInt(source.load(options.file(), options.overrides()));
  }
}
