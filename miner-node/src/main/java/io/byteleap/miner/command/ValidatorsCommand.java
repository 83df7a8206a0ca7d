package io.byteleap.miner.command;

import io.byteleap.miner.MinerConfig;
import io.byteleap.node.RunningNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `validators`: what the running miner knows of its validators.
@Command(
    name = "validators",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what the running miner knows of its validators.")
public final class ValidatorsCommand {
  private ValidatorsCommand() {}

  public static CommandLine create(RunningNode.Program<MinerConfig> program) {
    return new CommandLine(new ValidatorsCommand())
        .addSubcommand("list", new ListValidators(program));
  }
}
