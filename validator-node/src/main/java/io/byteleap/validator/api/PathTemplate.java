package io.byteleap.validator.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A path below `/api/v1`, such as `leases/{lease_id}/renewal`.
record PathTemplate(String text) {
  private List<String> segments() {
    return List.of(text.split("/"));
  }

  private static boolean isName(String segment) {
    return segment.startsWith("{");
  }

  private static String name(String segment) {
    return segment.substring(1, segment.length() - 1);
  }

  /// What the path is about: its first part.
  String topic() {
    return segments().getFirst();
  }

  /// The names in braces.
  List<String> names() {
    return segments().stream().filter(PathTemplate::isName).map(PathTemplate::name).toList();
  }

  /// What stands in the path where the template has names; empty when the path is another.
  Optional<Map<String, String>> match(List<String> path) {
    var segments = segments();
    if (segments.size() != path.size()) {
      return Optional.empty();
    }
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < path.size(); i++) {
      if (isName(segments.get(i))) {
        values.put(name(segments.get(i)), path.get(i));
      } else if (!segments.get(i).equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
