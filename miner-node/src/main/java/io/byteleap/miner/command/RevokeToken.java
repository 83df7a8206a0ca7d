package io.byteleap.miner.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `workers token revoke`: nobody joins with the token any more.
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Revokes a join token. Workers that have joined with it stay.")
final class RevokeToken implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  @Parameters(paramLabel = "TOKEN", description = "Id of the token, as in the list.")
  private String token = "";

  RevokeToken(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var answer = miner.delete("join-tokens/" + MinerClient.segment(token));
    out.println(answer.text("id") + ": revoked");
  }
}
