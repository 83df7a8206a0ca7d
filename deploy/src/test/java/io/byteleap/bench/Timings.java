package io.byteleap.bench;

import java.util.Map;
import java.util.Optional;

/// Timings by name.
record Timings(Map<String, Timing> byName) {
  static final Timings NONE = new Timings(Map.of());

  Timings {
    byName = Map.copyOf(byName);
  }

  Optional<Timing> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Timing of(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("nothing measured " + name));
  }
}
