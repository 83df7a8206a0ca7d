package io.byteleap.validator.command;

import io.byteleap.node.RunningNode;
import io.byteleap.validator.ValidatorConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gateway`: the workers at the gateway of a running validator. Exit codes as in
/// [io.byteleap.node.NodeOptions].
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists and revokes workers at the gateway of a running validator.")
public final class GatewayCommand {
  static final String PATH = "/api/v1/gateway-workers";

  private GatewayCommand() {}

  public static CommandLine create(RunningNode.Program<ValidatorConfig> program) {
    return new CommandLine(new GatewayCommand())
        .addSubcommand("workers", new ListGatewayWorkers(program))
        .addSubcommand("revoke", new RevokeGatewayWorker(program));
  }
}
