package io.byteleap.chain.rpc;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// What a node answered: any JSON value, under the name `result` of the object that it came in.
///
/// Its readers throw a `JsonProblem` when the value is of another kind, like those of [JsonObject];
/// whoever reads a value turns that into a refusal.
public record RpcValue(JsonObject holder) {
  private static final String RESULT = "result";

  public RpcValue {
    if (!holder.has(RESULT)) {
      throw new IllegalArgumentException("no result");
    }
  }

  /// A string as it stands.
  public String text() {
    return holder.literal(RESULT);
  }

  /// A string, or nothing for null, as the value of a storage key that is not set.
  public Optional<String> optionalText() {
    return holder.optionalText(RESULT);
  }

  public long integer() {
    return holder.integer(RESULT);
  }

  public JsonObject object() {
    return holder.object(RESULT);
  }

  /// An object, or nothing for null, as the header of a block that the node does not know.
  public Optional<JsonObject> optionalObject() {
    return holder.optionalObject(RESULT);
  }

  public List<String> texts() {
    return holder.texts(RESULT);
  }

  public List<JsonObject> objects() {
    return holder.objects(RESULT);
  }

  /// Integers of 0 to 2^31 - 1, as bytes are written by some methods; none for null.
  public List<Integer> indices() {
    return holder.indicesOrNone(RESULT);
  }
}
