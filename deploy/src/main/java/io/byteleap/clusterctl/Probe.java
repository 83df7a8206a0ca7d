package io.byteleap.clusterctl;

import java.util.HashMap;
import java.util.Map;

/// What a host says of itself before anything is changed.
///
/// - `version`: what is installed; empty: nothing.
/// - `authority`: SHA-256 of the authority's certificate that lies there; empty: none.
/// - `hotkey`: whether there is one where the node looks for it; true where it needs none.
/// - `joined`: whether a worker has a token, or a miner that knows it.
record Probe(
    String user,
    String system,
    String version,
    boolean packaged,
    boolean running,
    String authority,
    boolean hotkey,
    boolean joined,
    long freeKib,
    long seconds) {
  /// From lines of `name=value`. Refused with an [IllegalArgumentException]: anything missing.
  static Probe parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              values.put(line.substring(0, equals), line.substring(equals + 1));
            });
    return new Probe(
        of(values, "user"),
        of(values, "system"),
        of(values, "version"),
        of(values, "package").equals("yes"),
        of(values, "running").equals("yes"),
        of(values, "authority"),
        of(values, "hotkey").equals("yes"),
        of(values, "joined").equals("yes"),
        number(values, "free_kib"),
        number(values, "seconds"));
  }

  private static String of(Map<String, String> values, String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("does not say its " + name);
    }
    return value.strip();
  }

  private static long number(Map<String, String> values, String name) {
    String text = of(values, name);
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("does not say its " + name + " as a number");
    }
    return Long.parseLong(text);
  }
}
