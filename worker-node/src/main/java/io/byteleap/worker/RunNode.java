package io.byteleap.worker;

import io.byteleap.node.NodeOptions;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `run`: the node itself, until it is told to stop.
@Command(
    name = "run",
    description = "Runs the worker; what is done when no command is named.",
    synopsisSubcommandLabel = "[COMMAND]",
    sortOptions = false,
    usageHelpAutoWidth = true)
final class RunNode implements Callable<Integer> {
  private final ToIntFunction<NodeOptions> node;

  @Mixin private NodeOptions options = new NodeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  RunNode(ToIntFunction<NodeOptions> node) {
    this.node = node;
  }

  @Override
  public Integer call() {
    if (options.config().toString().isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing required option: '--config=FILE'");
    }
    return node.applyAsInt(options);
  }
}
