package io.byteleap.localnet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Rows of text in columns, each as wide as its widest cell. Numbers stand on the right.
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public static Table of(String... titles) {
    var table = new Table();
    table.rows.add(List.of(titles));
    return table;
  }

  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(List.of(cells));
    return this;
  }

  public List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      String cell = row.get(column);
      line.append(column == 0 ? "" : GAP);
      line.append(isNumeric(column) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private boolean isNumeric(int column) {
    return rows.stream()
        .skip(1)
        .map(row -> row.get(column))
        .allMatch(cell -> cell.matches("-|[0-9.,]+( (%|us|ms|s|MiB|GiB))?"));
  }
}
