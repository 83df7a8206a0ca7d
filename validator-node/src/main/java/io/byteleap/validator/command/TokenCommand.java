package io.byteleap.validator.command;

import io.byteleap.node.RunningNode;
import io.byteleap.validator.ValidatorConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `token`: the tokens with which marketplaces and operators use `/api/v1` of a running validator.
/// Exit codes as in [io.byteleap.node.NodeOptions].
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and revokes access tokens of a running validator.")
public final class TokenCommand {
  static final String PATH = "/api/v1/tokens";

  private TokenCommand() {}

  public static CommandLine create(RunningNode.Program<ValidatorConfig> program) {
    return new CommandLine(new TokenCommand())
        .addSubcommand("new", new NewAccessToken(program))
        .addSubcommand("list", new ListAccessTokens(program))
        .addSubcommand("revoke", new RevokeAccessToken(program));
  }
}
