package io.byteleap.node;

import io.byteleap.config.RecordConfig;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
public final class CheckConfig<C extends Record> implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  private final ConfigSource<C> source;
  private final Function<C, List<String>> remarks;

  /// `remarks` are the lines that a good configuration deserves, before it is called good.
  public CheckConfig(ConfigSource<C> source, Function<C, List<String>> remarks) {
    this.source = source;
    this.remarks = remarks;
  }

  @Override
  public Integer call() {
    return switch (source.load(options.file(), options.overrides())) {
      case RecordConfig.Bad<C>(var problems) -> NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<C>(var config) -> {
        var out = spec.commandLine().getOut();
        remarks.apply(config).forEach(out::println);
        out.println(options.file() + " is good");
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }
}
