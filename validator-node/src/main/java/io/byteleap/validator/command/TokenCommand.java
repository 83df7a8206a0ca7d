package io.byteleap.validator.command;

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
  private TokenCommand() {}

  /// The command for a program; `finder` reads its configuration.
  public static CommandLine create(ValidatorSite.Finder finder) {
    return new CommandLine(new TokenCommand())
        .addSubcommand("new", new NewAccessToken(finder))
        .addSubcommand("list", new ListAccessTokens(finder))
        .addSubcommand("revoke", new RevokeAccessToken(finder));
  }
}
