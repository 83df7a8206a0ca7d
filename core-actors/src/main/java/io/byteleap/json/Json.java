package io.byteleap.json;

import java.nio.charset.StandardCharsets;

/// Reads JSON objects of a bounded size.
///
/// The bare words NaN and Infinity are read, because existing workers send them in fields that
/// nobody needs; a field that is needed refuses them. Of a repeated key the last value counts, as
/// it does for the existing peers. Refused: more bytes than the bound, nesting deeper than 32,
/// numbers of more than 400 characters, keys of more than 1,024 characters, invalid UTF-8, anything
/// after the object, and every text that is not an object.
public final class Json {
  static final int DEPTH_MAX = 32;
  static final int NUMBER_LENGTH_MAX = 400;
  static final int NAME_LENGTH_MAX = 1_024;

  private final int bytesMax;

  private Json(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// A reader of texts of up to `bytesMax` bytes of UTF-8.
  public static Json upTo(int bytesMax) {
    return new Json(bytesMax);
  }

  /// The object in `text`, or a [JsonProblem].
  public JsonObject parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The object in `utf8`, or a [JsonProblem].
  public JsonObject parse(byte[] utf8) {
    if (utf8.length > bytesMax) {
      throw new JsonProblem("", utf8.length + " bytes, at most " + bytesMax + " are read");
    }
    return new JsonObject(JsonReader.object(utf8), Place.WHOLE);
  }
}
