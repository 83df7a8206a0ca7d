package io.byteleap.validator.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.RunningNode;
import io.byteleap.node.TextTable;
import io.byteleap.validator.ValidatorConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explain`: why a miner had its score in a round, worker by worker.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Explains the score of a miner: leases, availability, and what each loss cost.")
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Parameters(paramLabel = "HOTKEY", description = "The miner, by its SS58 address.")
  private String hotkey = "";

  @Option(
      names = "--round",
      paramLabel = "N",
      defaultValue = "newest",
      description = "Which round: its number, or newest (default: ${DEFAULT-VALUE}).")
  private String round = "";

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final RunningNode.Program<ValidatorConfig> program;

  public ExplainCommand(RunningNode.Program<ValidatorConfig> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    String path = "/api/v1/explain/" + quoted(hotkey) + "?round=" + quoted(round);
    return new RunningNode<>(spec, program, options)
        .show(
            reader -> RunningNode.asked(reader, path),
            json -> asJson ? List.of(json.toText()) : lines(json));
  }

  static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static List<String> lines(JsonObject explained) {
    var lines = new ArrayList<String>();
    var policy = explained.object("policy");
    var away = explained.object("validator_away");
    lines.add(
        "round %d of %s: score %s, %s"
            .formatted(
                explained.integer("round"),
                explained.text("scored_at"),
                points(explained.object("score")),
                explained.flag("online") ? "online" : "not online"));
    lines.add(
        "window %d buckets of 5 minutes from %s; %d are expected, in %d this validator was away"
            .formatted(
                policy.integer("window_buckets"),
                explained.text("window_start"),
                explained.integer("expected_buckets"),
                away.integer("buckets")));
    var workers = explained.objectsOrNone("workers");
    var table =
        TextTable.of(
            "WORKER",
            "SCORE",
            "PRESENT",
            "SILENT",
            "NOT YET",
            "NOT LEASED",
            "SILENCE",
            "YOUTH",
            "ADDRESSES");
    workers.forEach(worker -> row(worker, table));
    lines.addAll(table.lines());
    lines.add("PRESENT, SILENT, NOT YET: buckets. The columns after them: points lost to each.");
    workers.forEach(worker -> details(worker, lines));
    explained.objectsOrNone("rentals").forEach(rental -> lines.add(rental(rental)));
    return lines;
  }

  private static String rental(JsonObject rental) {
    var meter = rental.object("meter");
    return "vm %s on %s, %s: %d s promised, %d s delivered, lost by the worker %d s, by this validator %d s"
        .formatted(
            rental.text("vm_id"),
            rental.text("worker_id"),
            rental.text("phase"),
            meter.integer("promised_seconds"),
            meter.integer("delivered_seconds"),
            meter.integer("lost_by_worker_seconds"),
            meter.integer("lost_by_validator_seconds"));
  }

  private static void row(JsonObject worker, TextTable table) {
    var buckets = worker.object("buckets");
    var lost = worker.object("lost");
    table.row(
        worker.text("worker_id") + (worker.flag("counted") ? "" : " (not counted)"),
        points(worker.object("score")),
        String.valueOf(buckets.integer("present")),
        String.valueOf(buckets.integer("silent")),
        String.valueOf(buckets.integer("not_registered_yet")),
        points(lost.object("not_leased")),
        points(lost.object("silent")),
        points(lost.object("not_registered_yet")),
        points(lost.object("address_changes")));
  }

  private static void details(JsonObject worker, List<String> lines) {
    lines.add(worker.text("worker_id") + ": " + worker.text("arithmetic"));
    worker
        .objectsOrNone("leases")
        .forEach(
            lease ->
                lines.add(
                    "  lease %s of %s, score %s, %s to %s"
                        .formatted(
                            lease.text("lease_id"),
                            lease.text("source"),
                            decimal(lease.number("score")),
                            lease.text("from"),
                            lease.text("until"))));
    worker
        .objectsOrNone("silences")
        .forEach(
            span ->
                lines.add("  silent %s to %s".formatted(span.text("from"), span.text("until"))));
  }

  private static String points(JsonObject score) {
    return decimal(score.number("points"));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
