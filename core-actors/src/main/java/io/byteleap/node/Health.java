package io.byteleap.node;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// What a node depends on, by name, and whether it has it. Written by the actors that know, read by
/// the status endpoints.
public final class Health {
  private final Map<String, Dependency> dependencies = new ConcurrentSkipListMap<>();

  public record Dependency(boolean isThere, String detail) {}

  /// A node that depends on these, none of which is there yet.
  public static Health dependingOn(String... names) {
    var health = new Health();
    for (String name : names) {
      health.down(name, "starting");
    }
    return health;
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

  public boolean isReady() {
    return dependencies.values().stream().allMatch(Dependency::isThere);
  }

  JsonObject toJson() {
    List<JsonObject> all =
        dependencies.entrySet().stream()
            .map(
                entry ->
                    JsonObject.builder()
                        .put("name", entry.getKey())
                        .put("ok", entry.getValue().isThere())
                        .put("detail", entry.getValue().detail())
                        .build())
            .toList();
    return JsonObject.builder().put("ready", isReady()).putObjects("dependencies", all).build();
  }
}
