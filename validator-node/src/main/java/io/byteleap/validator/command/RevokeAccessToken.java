package io.byteleap.validator.command;

import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.node.ConfigOptions;
import java.io.PrintWriter;
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
  private final ValidatorSite.Finder finder;

  @Parameters(paramLabel = "TOKEN", description = "Id of the token, as in the list.")
  private String token = "";

  RevokeAccessToken(ValidatorSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return TokenWork.run(spec, options, finder, this::revoke);
  }

  private void revoke(TokenDoor door, PrintWriter out) throws TokenProblem {
    out.println(door.revoke(id()).text("token_id") + ": revoked");
  }

  /// What is no id stays here: it goes into an address.
  private String id() throws TokenProblem {
    try {
      return new AccessTokenId(token).value();
    } catch (IllegalArgumentException e) {
      throw new TokenProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
