package io.byteleap.node;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// What a node depends on, by name, and whether it has it; and what it uses, and can do without.
/// Written by the actors that know, read by the status endpoints.
public final class Health {
  private final Map<String, Dependency> dependencies = new ConcurrentSkipListMap<>();
  private final Set<String> dispensable = ConcurrentHashMap.newKeySet();

  public record Dependency(boolean isThere, String detail) {}

  /// A node that depends on these, none of which is there yet.
  public static Health dependingOn(String... names) {
    var health = new Health();
    for (String name : names) {
      health.down(name, "starting");
    }
    return health;
  }

  /// From now on `name` is shown as well, but the node is ready without it.
  public void useWithoutNeed(String name) {
    dispensable.add(name);
    down(name, "starting");
  }

  public void up(String name, String detail) {
    dependencies.put(name, new Dependency(true, detail));
  }

  public void down(String name, String detail) {
    dependencies.put(name, new Dependency(false, detail));
  }

  /// What was last said of it, if anything was.
  public Optional<String> detail(String name) {
    return Optional.ofNullable(dependencies.get(name)).map(Dependency::detail);
  }

  /// A line: what the node waits for, or that it has all that it needs.
  String inWords() {
    String missing =
        dependencies.entrySet().stream()
            .filter(entry -> !entry.getValue().isThere())
            .map(entry -> entry.getKey() + ": " + entry.getValue().detail())
            .collect(Collectors.joining("; "));
    return missing.isEmpty() ? "ready" : (isReady() ? "ready; " : "not ready; ") + missing;
  }

  public boolean isReady() {
    return dependencies.entrySet().stream()
        .allMatch(entry -> entry.getValue().isThere() || dispensable.contains(entry.getKey()));
  }

  /// Whether the node depends on this and has it not; at the start nothing is there yet.
  public boolean isDown(String name) {
    var dependency = dependencies.get(name);
    return dependency != null && !dependency.isThere();
  }

  JsonObject toJson() {
    List<JsonObject> all =
        dependencies.entrySet().stream()
            .map(entry -> toJson(entry.getKey(), entry.getValue()))
            .toList();
    return JsonObject.builder().put("ready", isReady()).putObjects("dependencies", all).build();
  }

  private JsonObject toJson(String name, Dependency dependency) {
    var json =
        JsonObject.builder()
            .put("name", name)
            .put("ok", dependency.isThere())
            .put("detail", dependency.detail());
    return dispensable.contains(name) ? json.put("needed", false).build() : json.build();
  }
}
