package io.byteleap.validator.command;

import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.validator.ValidatorConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gateway revoke`: the worker's certificates are good no more, and it enrols no more.
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Revokes a worker at the gateway; its session is cut at its next heartbeat.")
final class RevokeGatewayWorker implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();
  private final RunningNode.Program<ValidatorConfig> program;

  @Parameters(index = "0", paramLabel = "HOTKEY", description = "The miner's SS58 address.")
  private String hotkey = "";

  @Parameters(index = "1", paramLabel = "WORKER", description = "The worker's id.")
  private String worker = "";

  RevokeGatewayWorker(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    String path =
        GatewayCommand.PATH
            + "/"
            + ExplainCommand.quoted(hotkey)
            + "/"
            + ExplainCommand.quoted(worker);
    return new RunningNode<>(spec, program, options)
        .show(
            reader -> RunningNode.ended(reader, path),
            json -> List.of(json.text("worker_id") + ": revoked"));
  }
}
