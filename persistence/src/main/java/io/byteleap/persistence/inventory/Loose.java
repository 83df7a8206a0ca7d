package io.byteleap.persistence.inventory;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.util.List;
import java.util.function.Supplier;

/// Fields of parts whose content the protocol leaves open: what is not of the expected kind is
/// unknown.
final class Loose {
  private Loose() {}

  static Label label(JsonObject json, String name) {
    return or(() -> json.optionalText(name).map(Label::of).orElse(Label.NONE), Label.NONE);
  }

  /// 0 or more.
  static long count(JsonObject json, String name) {
    return Math.max(0, or(() -> json.integerOr(name, 0), 0L));
  }

  static double number(JsonObject json, String name) {
    return Math.max(0, or(() -> json.numberOr(name, 0), 0.0));
  }

  static JsonObject object(JsonObject json, String name) {
    return or(() -> json.objectOrEmpty(name), JsonObject.EMPTY);
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    return or(() -> json.objectsOrNone(name), List.of());
  }

  private static <T> T or(Supplier<T> reader, T otherwise) {
    return switch (Decoded.of(reader)) {
      case Decoded.Read<T>(var value) -> value;
      case Decoded.Refused<T> _ -> otherwise;
    };
  }
}
