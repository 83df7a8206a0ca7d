package io.byteleap.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What replaces values of the file: `--set key=value` on the command line, which wins, and
/// environment variables `BYTELEAP_` + the key in capitals with `__` for each dot.
public record Overrides(List<String> assignments, Map<String, String> environment) {
  public static final Overrides NONE = new Overrides(List.of(), Map.of());

  private static final String PREFIX = "BYTELEAP_";

  public Overrides {
    assignments = List.copyOf(assignments);
    environment = Map.copyOf(environment);
  }

  /// Name of the variable that stands for `key`.
  public static String variableOf(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace(".", "__");
  }
}
