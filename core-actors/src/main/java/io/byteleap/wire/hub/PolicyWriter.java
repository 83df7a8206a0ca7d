package io.byteleap.wire.hub;

import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes settings as the nested objects of a configuration.
final class PolicyWriter {
  private PolicyWriter() {}

  static JsonObject write(List<PolicySetting> settings) {
    return write(settings, 0);
  }

  /// The part of `settings`, which agree in the first `from` characters of their paths.
  private static JsonObject write(List<PolicySetting> settings, int from) {
    var json = JsonObject.builder();
    Map<String, List<PolicySetting>> sections = new LinkedHashMap<>();
    for (PolicySetting setting : settings) {
      String path = setting.key().path();
      int dot = path.indexOf('.', from);
      if (dot < 0) {
        put(json, path.substring(from), setting);
      } else {
        sections.computeIfAbsent(path.substring(from, dot), _ -> new ArrayList<>()).add(setting);
      }
    }
    sections.forEach((name, inside) -> json.put(name, write(inside, from + name.length() + 1)));
    return json.build();
  }

  private static void put(JsonObject.Builder json, String name, PolicySetting setting) {
    switch (setting) {
      case PolicySetting.Count count -> json.put(name, count.value());
      case PolicySetting.Fraction fraction -> json.put(name, fraction.value());
      case PolicySetting.Word word -> json.put(name, word.value());
      case PolicySetting.Names names -> json.putTexts(name, names.values());
    }
  }
}
