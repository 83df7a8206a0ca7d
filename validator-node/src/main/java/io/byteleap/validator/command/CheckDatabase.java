package io.byteleap.validator.command;

import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.TextTable;
import io.byteleap.persistence.care.Examination;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.validator.ValidatorConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `db check`: how the database is. Changes nothing. Exit code 1 when a validator cannot go on with
/// it as it is.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says how the database is, and changes nothing.")
final class CheckDatabase implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final ConfigSource<ValidatorConfig> source;

  CheckDatabase(ConfigSource<ValidatorConfig> source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    return new OpenedDatabase(spec, source, options)
        .run(
            Database::openToLook,
            database -> {
              var found = Examination.of(database);
              var out = spec.commandLine().getOut();
              (asJson ? List.of(json(found).toText()) : lines(found)).forEach(out::println);
              return found.isWell() ? NodeOptions.EXIT_OK : NodeOptions.EXIT_FAILED;
            });
  }

  static JsonObject json(Examination found) {
    var json =
        JsonObject.builder()
            .put("well", found.isWell())
            .put("server", found.server())
            .put("schema", found.schema().current())
            .putTexts("pending", found.schema().pending())
            .put("newer_schema", found.schema().isNewer())
            .putOrNull("complaint", found.complaint())
            .put("events", found.journal().events())
            .put("snapshots", found.journal().snapshots())
            .putOrNull("events_since", found.journal().since().map(Instant::toString))
            .put("gpu_conflicts", found.gpuConflicts());
    return json.putObjects(
            "read_models",
            found.lags().stream()
                .map(
                    lag ->
                        JsonObject.builder()
                            .put("name", lag.readModel())
                            .put("events_behind", lag.events())
                            .build())
                .toList())
        .putObjects(
            "tables",
            found.tables().stream()
                .map(
                    table ->
                        JsonObject.builder()
                            .put("name", table.name())
                            .put("rows", table.rows())
                            .put("bytes", table.bytes())
                            .build())
                .toList())
        .build();
  }

  static List<String> lines(Examination found) {
    var lines = new ArrayList<String>();
    lines.add("server:   " + found.server());
    lines.add("tables:   " + shape(found));
    found.complaint().ifPresent(complaint -> lines.add("journal:  " + complaint));
    if (!found.tables().isEmpty()) {
      lines.add("journal:  " + journal(found.journal()));
      found.lags().forEach(lag -> lines.add("readers:  " + reader(lag)));
      lines.add("GPUs:     " + found.gpuConflicts() + " reported by two workers at a time");
      lines.add("");
      var table = TextTable.ofFigures("TABLE", "ROWS", "SIZE");
      found
          .tables()
          .forEach(each -> table.row(each.name(), Long.toString(each.rows()), mib(each.bytes())));
      lines.addAll(table.lines());
    }
    return lines;
  }

  private static String shape(Examination found) {
    var schema = found.schema();
    if (!schema.pending().isEmpty()) {
      return schema.current()
          + ", to be taken to "
          + schema.newest()
          + " by `db upgrade` or the next start";
    }
    return schema.isNewer()
        ? schema.current() + ", made by a newer version than this"
        : schema.current() + ", up to date";
  }

  private static String journal(Examination.Journal journal) {
    return "%d events, %d snapshots%s"
        .formatted(
            journal.events(),
            journal.snapshots(),
            journal.since().map(since -> ", since " + since).orElse(""));
  }

  private static String reader(Examination.Lag lag) {
    return lag.readModel() + " is " + lag.events() + " events behind";
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }
}
