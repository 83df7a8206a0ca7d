package io.byteleap.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows of texts under headings, in columns as wide as their widest text; for commands.
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<String> headings) {
    rows.add(headings);
  }

  public static TextTable of(String... headings) {
    return new TextTable(List.of(headings));
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

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> padded(row.get(column), widths[column]))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
