package io.byteleap.validator.command;

import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.StatusReader;
import io.byteleap.validator.ValidatorConfig;
import io.byteleap.wire.Decoded;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `token revoke`: the token opens nothing any more.
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Revokes an access token. Leases that were begun with it stay.")
final class RevokeAccessToken implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();
  private final RunningNode.Program<ValidatorConfig> program;

  @Parameters(paramLabel = "TOKEN", description = "Id of the token, as in the list.")
  private String token = "";

  RevokeAccessToken(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return new RunningNode<>(spec, program, options)
        .show(this::revoked, json -> List.of(json.text("token_id") + ": revoked"));
  }

  /// What is no id stays here: it would go into an address.
  private RunningNode.Outcome revoked(StatusReader reader) {
    return switch (Decoded.of(() -> new AccessTokenId(token))) {
      case Decoded.Refused<AccessTokenId>(var why) -> new RunningNode.NotSaid(why.value());
      case Decoded.Read<AccessTokenId>(var id) ->
          RunningNode.ended(reader, TokenCommand.PATH + "/" + id);
    };
  }
}
