package io.byteleap.redteam;

import io.byteleap.node.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The table of a run, for people and for programs.
record Report(List<Row> rows) {
  Report {
    rows = List.copyOf(rows);
  }

  List<String> lines() {
    var table =
        TextTable.ofFigures(
            "STRATEGY",
            "WHAT IT DOES",
            "CAUGHT BY",
            "CAUGHT",
            "PREDICTED",
            "PAY",
            "WORK",
            "GAIN",
            "VERDICT");
    for (var row : rows) {
      table.row(
          row.strategy().name(),
          row.strategy().tried(),
          row.rulesInWords(),
          row.caught() + "/" + row.runs(),
          predicted(row),
          figure(row.pay()),
          figure(row.work()),
          figure(row.gain()),
          row.verdict());
    }
    return table.lines();
  }

  private static String predicted(Row row) {
    return switch (row.strategy().claim()) {
      case Strategy.Caught(var chance) -> figure(chance);
      case Strategy.Fair _, Strategy.Weak _, Strategy.Open _ -> "-";
      case Strategy.Honest() -> figure(0);
    };
  }

  private static String figure(double value) {
    double shown = Math.abs(value) < 0.0005 ? 0 : value; // no minus before nothing
    return String.format(Locale.ROOT, "%.3f", shown);
  }

  /// What does not hold, each with its strategy.
  List<String> broken() {
    return rows.stream()
        .flatMap(row -> row.broken().stream().map(what -> row.strategy().name() + ": " + what))
        .toList();
  }

  /// How many are what, in a line.
  String summary() {
    long honest = count(Strategy.Honest.class);
    long weak = count(Strategy.Weak.class);
    long open = count(Strategy.Open.class);
    return "%d cheats: %d hold, %d are weaknesses of v1, %d are not covered, %d are broken"
        .formatted(
            rows.size() - honest,
            rows.stream()
                .filter(
                    row ->
                        row.broken().isEmpty()
                            && (row.strategy().claim() instanceof Strategy.Caught
                                || row.strategy().claim() instanceof Strategy.Fair))
                .count(),
            weak,
            open,
            rows.stream()
                .filter(row -> !(row.strategy().claim() instanceof Strategy.Honest))
                .filter(row -> !row.broken().isEmpty())
                .count());
  }

  private long count(Class<? extends Strategy.Claim> kind) {
    return rows.stream().filter(row -> kind.isInstance(row.strategy().claim())).count();
  }

  /// Both tables with every figure in full, a line a row.
  static String csv(Report simulated, Report real) {
    var lines = new ArrayList<String>();
    lines.add("where,strategy,tried,caught_by,caught,runs,predicted,pay,work,gain,verdict");
    simulated.addTo(lines, "simulated");
    real.addTo(lines, "door");
    return String.join("\n", lines) + "\n";
  }

  private void addTo(List<String> lines, String where) {
    for (var row : rows) {
      lines.add(
          String.join(
              ",",
              where,
              row.strategy().name(),
              quoted(row.strategy().tried()),
              quoted(row.rulesInWords()),
              Integer.toString(row.caught()),
              Integer.toString(row.runs()),
              predicted(row),
              Double.toString(row.pay()),
              Double.toString(row.work()),
              Double.toString(row.gain()),
              quoted(row.verdict())));
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
