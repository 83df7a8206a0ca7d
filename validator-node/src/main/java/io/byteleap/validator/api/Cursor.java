package io.byteleap.validator.api;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Where a list goes on, as clients carry it: a text without meaning to them, good for the list
/// that gave it only.
final class Cursor {
  static final int LENGTH_MAX = 1_024;

  private static final Json JSON = Json.upTo(LENGTH_MAX);

  private Cursor() {}

  static String written(String list, List<String> key) {
    byte[] bytes =
        JsonObject.builder()
            .put("list", list)
            .putTexts("after", key)
            .build()
            .toText()
            .getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Refused: what no list or another one gave.
  static List<String> read(String list, String text) {
    JsonObject json;
    try {
      json = JSON.parse(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cursor is none that was given out", e);
    }
    var after = json.textsOrNone("after");
    boolean isPlain = after.stream().flatMapToInt(String::chars).noneMatch(Character::isISOControl);
    if (!json.textOr("list", "").equals(list) || after.isEmpty() || !isPlain) {
      throw new IllegalArgumentException("cursor is none of this list");
    }
    return after;
  }
}
