package io.byteleap.miner.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// One page of a list: of one hotkey or of all, at most `limit` items (1 to 1,000), beginning after
/// the item with the key `after`.
///
/// A page says how many there are in all, and the key to go on after, which is null when there is
/// no more.
record Listing(String hotkey, int limit, String after) {
  private static final int LIMIT_USUAL = 100;
  private static final int LIMIT_MAX = 1_000;
  private static final List<String> PARAMETERS = List.of("hotkey", "limit", "after");

  Listing {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
    }
  }

  /// The first page of all.
  static final Listing FIRST = new Listing("", LIMIT_USUAL, "");

  /// An item's key, unique in its list, and the item.
  record Item(String key, JsonObject json) {}

  /// Refused: a parameter that nobody knows, a limit out of range.
  static Decoded<Listing> of(Map<String, String> parameters) {
    return Decoded.of(
        () -> {
          parameters.keySet().stream()
              .filter(name -> !PARAMETERS.contains(name))
              .findFirst()
              .ifPresent(
                  name -> {
                    throw new IllegalArgumentException(
                        "unknown parameter; known are " + String.join(", ", PARAMETERS));
                  });
          return new Listing(
              parameters.getOrDefault("hotkey", ""),
              limit(parameters.getOrDefault("limit", "")),
              parameters.getOrDefault("after", ""));
        });
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return LIMIT_USUAL;
    }
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
  }

  /// Whether `candidate`, whose wallet has this name, is in the list.
  boolean wants(Hotkey candidate, String name) {
    return hotkey.isEmpty() || hotkey.equals(candidate.value()) || hotkey.equals(name);
  }

  /// The page of `all`, in the order of their keys.
  JsonObject page(String name, List<Item> all) {
    var rest =
        all.stream()
            .filter(item -> item.key().compareTo(after) > 0)
            .sorted(Comparator.comparing(Item::key))
            .toList();
    var shown = rest.subList(0, Math.min(limit, rest.size()));
    var json =
        JsonObject.builder()
            .putObjects(name, shown.stream().map(Item::json).toList())
            .put("total", all.size());
    return (shown.size() < rest.size()
            ? json.put("next", shown.getLast().key())
            : json.putNull("next"))
        .build();
  }
}
