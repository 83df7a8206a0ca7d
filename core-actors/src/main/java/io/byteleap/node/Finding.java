package io.byteleap.node;

import io.byteleap.json.JsonObject;
import java.util.Locale;

/// What a doctor found out about one thing: how that is, what was measured, and what to do about it
/// (nothing when it is well).
public record Finding(String check, Level level, String measured, String remedy) {
  public enum Level {
    OK,
    /// It works, and should be looked after.
    WARN,
    /// It does not work.
    FAIL
  }

  public static Finding ok(String check, String measured) {
    return new Finding(check, Level.OK, measured, "");
  }

  public static Finding warn(String check, String measured, String remedy) {
    return new Finding(check, Level.WARN, measured, remedy);
  }

  public static Finding fail(String check, String measured, String remedy) {
    return new Finding(check, Level.FAIL, measured, remedy);
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("check", check)
        .put("level", level.name().toLowerCase(Locale.ROOT))
        .put("measured", measured)
        .put("remedy", remedy)
        .build();
  }
}
