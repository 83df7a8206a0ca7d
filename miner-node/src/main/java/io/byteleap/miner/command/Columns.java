package io.byteleap.miner.command;

import io.byteleap.domain.units.Label;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// A table of texts, each column as wide as its widest text.
final class Columns {
  private final List<List<String>> rows = new ArrayList<>();

  Columns(String... names) {
    rows.add(List.of(names));
  }

  void row(String... texts) {
    rows.add(List.of(texts).stream().map(Columns::shown).toList());
  }

  /// What a worker calls itself is shown as a label; nothing is shown as a dash.
  private static String shown(String text) {
    String label = Label.of(text).value();
    return label.isEmpty() ? "-" : label;
  }

  void print(PrintWriter out) {
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int width = width(column);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
