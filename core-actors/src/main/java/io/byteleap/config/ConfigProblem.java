package io.byteleap.config;

/// One thing that is wrong with a configuration: where (file and line, or the override), which key,
/// and what.
public record ConfigProblem(String place, String key, String what) {
  /// One line for people.
  public String line() {
    return key.isEmpty() ? place + ": " + what : place + ": " + key + " " + what;
  }
}
