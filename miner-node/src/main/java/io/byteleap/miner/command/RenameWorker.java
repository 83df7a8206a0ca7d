package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `workers rename`: the operator's own name for a worker.
@Command(
    name = "rename",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Labels a worker; an empty label takes the label away.")
final class RenameWorker implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  @Parameters(index = "0", paramLabel = "WORKER", description = "Id of the worker.")
  private String worker = "";

  @Parameters(
      index = "1",
      paramLabel = "LABEL",
      description = "At most 128 characters that can be shown.")
  private String label = "";

  RenameWorker(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var body = JsonObject.builder().put("label", label).build();
    out.println(
        ShowWorker.summary(miner.put("workers/" + MinerClient.segment(worker) + "/label", body)));
  }
}
