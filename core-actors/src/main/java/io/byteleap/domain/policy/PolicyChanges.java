package io.byteleap.domain.policy;

import io.byteleap.domain.identity.Hotkey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What stands in place of the configuration's settings because somebody outside said so: the
/// newest word on each key, by the key's place in the configuration.
public record PolicyChanges(SortedMap<String, PolicyValue> settings) {
  public static final PolicyChanges NONE = new PolicyChanges(new TreeMap<>());

  public sealed interface Event {}

  /// `by` changed these settings in one go.
  public record PolicyChanged(Hotkey by, List<Change> changes, Instant at) implements Event {
    public PolicyChanged {
      changes = List.copyOf(changes);
    }
  }

  /// What a setting was in effect before, and is after.
  public record Change(String key, PolicyValue before, PolicyValue after) {}

  public PolicyChanges {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /// The changes once `wished` is added to them.
  public PolicyChanges with(SortedMap<String, PolicyValue> wished) {
    var next = new TreeMap<>(settings);
    next.putAll(wished);
    return new PolicyChanges(next);
  }

  /// How the settings in effect differ from one moment to the next, by key.
  public static List<Change> between(
      SortedMap<String, PolicyValue> before, SortedMap<String, PolicyValue> after) {
    var changes = new ArrayList<Change>();
    after.forEach(
        (key, value) -> {
          PolicyValue was = before.getOrDefault(key, value);
          if (!was.equals(value)) {
            changes.add(new Change(key, was, value));
          }
        });
    return changes;
  }

  public PolicyChanges evolve(Event event) {
    return switch (event) {
      case PolicyChanged(_, var changes, _) -> {
        var next = new TreeMap<>(settings);
        changes.forEach(change -> next.put(change.key(), change.after()));
        yield new PolicyChanges(next);
      }
    };
  }
}
