package io.byteleap.miner.command;

import io.byteleap.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `workers list`: a line for each worker that is connected or known.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the workers that are connected or known.")
final class ListWorkers implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  @Option(names = "--json", description = "As JSON.")
  private boolean isJson;

  ListWorkers(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var workers = miner.all("workers");
    if (isJson) {
      out.println(JsonObject.builder().putObjects("workers", workers).build().toText());
      return;
    }
    var table =
        new Columns(
            "WORKER",
            "LABEL",
            "NAME",
            "STATUS",
            "DUTY",
            "ACCESS",
            "TRANSPORT",
            "ADDRESS",
            "HOTKEY");
    for (JsonObject worker : workers) {
      table.row(
          worker.text("worker_id"),
          worker.textOr("label", ""),
          worker.textOr("name", ""),
          worker.textOr("status", ""),
          worker.textOr("duty", ""),
          worker.textOr("access", ""),
          worker.textOr("transport", ""),
          worker.textOr("address", ""),
          worker.textOr("hotkey", ""));
    }
    table.print(out);
  }
}
