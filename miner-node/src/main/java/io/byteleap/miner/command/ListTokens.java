package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `workers token list`: the join tokens that the miner keeps, without their secrets.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the join tokens, without what lets anybody in.")
final class ListTokens implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  @Option(names = "--json", description = "Prints the miner's own answer.")
  private boolean isJson;

  ListTokens(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var answer = miner.get("join-tokens");
    if (isJson) {
      out.println(answer.toText());
      return;
    }
    var table = new Columns("TOKEN", "LABEL", "STATE", "USED", "EXPIRES");
    for (JsonObject token : answer.objectsOrNone("join_tokens")) {
      table.row(
          token.text("id"),
          token.text("label"),
          token.text("state").replace('_', ' '),
          token.integer("uses") + " of " + token.integer("uses_max"),
          token.text("expires_at"));
    }
    table.print(out);
  }
}
