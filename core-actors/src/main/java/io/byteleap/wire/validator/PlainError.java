package io.byteleap.wire.validator;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;

/// An unencrypted refusal: what goes wrong before or outside a session.
public record PlainError(String error, int errorCode) {
  public static PlainError of(ErrorCode code, String error) {
    return new PlainError(error, code.number());
  }

  public boolean is(ErrorCode code) {
    return errorCode == code.number();
  }

  public String toText() {
    return JsonObject.builder().put("error", error).put("error_code", errorCode).build().toText();
  }

  static boolean isOne(JsonObject json) {
    return json.has("error") && json.has("error_code");
  }

  static PlainError read(JsonObject json) {
    return new PlainError(
        Label.of(json.optionalText("error").orElse("")).value(),
        json.integerWithin("error_code", Integer.MIN_VALUE, Integer.MAX_VALUE));
  }
}
