package io.byteleap.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node's figures at a moment, by name and labels as `/metrics` writes them.
public record Figures(Map<String, Double> values) {
  private static final Pattern LINE = Pattern.compile("([a-z_:]+(?:\\{[^}]*})?) ([0-9.eE+-]+)");

  public Figures {
    values = Map.copyOf(values);
  }

  public static Figures parse(String text) {
    var values = new LinkedHashMap<String, Double>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> values.put(line.group(1), Double.parseDouble(line.group(2))));
    return new Figures(values);
  }

  /// Rounds of scores that a validator has made since it started.
  public double scoreRounds() {
    return sum("byteleap_score_round_seconds_count", "");
  }

  /// The sum over all series of this name that have this text among their labels.
  double sum(String name, String label) {
    return values.entrySet().stream()
        .filter(entry -> isOf(name, entry.getKey()) && entry.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static boolean isOf(String name, String series) {
    return series.equals(name) || series.startsWith(name + "{");
  }
}
