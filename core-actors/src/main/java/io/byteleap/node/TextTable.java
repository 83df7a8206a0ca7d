package io.byteleap.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Rows of texts under headings, in columns as wide as their widest text; for commands and
/// programs.
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final Numbers numbers;

  /// Where columns that hold only numbers, with or without a unit, put them.
  private enum Numbers {
    LEFT,
    RIGHT
  }

  private TextTable(Numbers numbers, List<String> headings) {
    this.numbers = numbers;
    rows.add(headings);
  }

  /// A table whose texts all stand on the left.
  public static TextTable of(String... headings) {
    return new TextTable(Numbers.LEFT, List.of(headings));
  }

  /// A table whose numbers stand on the right.
  public static TextTable ofFigures(String... headings) {
    return new TextTable(Numbers.RIGHT, List.of(headings));
  }

  /// As many texts as there are headings.
  public TextTable row(String... texts) {
    if (texts.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row has as many texts as there are headings");
    }
    rows.add(List.of(texts));
    return this;
  }

  public List<String> lines() {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String text = row.get(column);
      String padding = " ".repeat(widths[column] - text.length());
      line.append(column == 0 ? "" : GAP);
      line.append(isOnTheRight(column) ? padding + text : text + padding);
    }
    return line.toString().stripTrailing();
  }

  private boolean isOnTheRight(int column) {
    return numbers == Numbers.RIGHT
        && rows.stream()
            .skip(1)
            .map(row -> row.get(column))
            .allMatch(text -> text.matches("-|[0-9.,]+( (%|us|ms|s|MiB|GiB))?"));
  }
}
