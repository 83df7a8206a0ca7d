package io.byteleap.miner.command;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `workers show`: everything that the miner says of one worker.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows one worker.")
final class ShowWorker implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MinerOptions options = new MinerOptions();
  private final MinerSite.Finder finder;

  private static final List<String> FIELDS =
      List.of(
          "worker_id",
          "label",
          "name",
          "version",
          "status",
          "duty",
          "access",
          "key_fingerprint",
          "joined_at",
          "transport",
          "address",
          "connected_at",
          "last_heartbeat",
          "task");

  @Parameters(paramLabel = "WORKER", description = "Id of the worker.")
  private String worker = "";

  @Option(names = "--json", description = "Prints the miner's own answer.")
  private boolean isJson;

  ShowWorker(MinerSite.Finder finder) {
    this.finder = finder;
  }

  @Override
  public Integer call() {
    return options.run(spec, finder, this::run);
  }

  private void run(MinerClient miner, PrintWriter out) throws CommandProblem {
    var answer = miner.get("workers/" + MinerClient.segment(worker));
    if (isJson) {
      out.println(answer.toText());
      return;
    }
    FIELDS.forEach(field -> line(field, answer.optionalText(field).orElse(""), out));
    line("capabilities", String.join(", ", answer.textsOrNone("capabilities")), out);
  }

  private static void line(String field, String value, PrintWriter out) {
    String shown = Label.of(value).value();
    out.printf("%-16s %s%n", field, shown.isEmpty() ? "-" : shown);
  }

  /// One line about a worker after an order.
  static String summary(JsonObject worker) {
    String label = worker.textOr("label", "");
    return worker.text("worker_id")
        + (label.isEmpty() ? "" : " (" + Label.of(label) + ")")
        + ": "
        + worker.textOr("duty", "").replace('_', ' ');
  }
}
