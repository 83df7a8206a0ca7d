package io.byteleap.json;

/// Says where a JSON text is not what it must be, and why. Thrown by [Json] and [JsonObject] to the
/// codec that reads the text, which turns it into a refusal; never further.
public final class JsonProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonProblem(String where, String why) {
    super(where.isEmpty() ? why : where + ": " + why, null, false, false);
  }
}
