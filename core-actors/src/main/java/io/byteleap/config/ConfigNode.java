package io.byteleap.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A configuration as it was written, with the place of every part.
sealed interface ConfigNode {
  String place();

  /// Keys and values.
  record Section(Map<String, ConfigNode> entries, String place) implements ConfigNode {
    static Section empty(String place) {
      return new Section(Map.of(), place);
    }

    Optional<ConfigNode> entry(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    /// The section with `value` at the dotted `path`, making sections on the way.
    Section with(List<String> path, ConfigNode value) {
      var next = new LinkedHashMap<>(entries);
      String key = path.getFirst();
      if (path.size() == 1) {
        next.put(key, value);
      } else {
        var inner =
            next.get(key) instanceof Section section ? section : Section.empty(value.place());
        next.put(key, inner.with(path.subList(1, path.size()), value));
      }
      return new Section(next, place);
    }
  }

  /// A list.
  record Items(List<ConfigNode> items, String place) implements ConfigNode {}

  /// One value. `kind` is what YAML takes it for.
  record Scalar(String text, Kind kind, String place) implements ConfigNode {}

  enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN
  }

  /// Written, but empty.
  record Nothing(String place) implements ConfigNode {}
}
