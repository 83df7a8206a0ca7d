package io.byteleap.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.units.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON object, immutable. Its readers name the field and what is wrong with it in a
/// [JsonProblem].
///
/// A field that is absent and has a default takes the default; a field that is null is refused
/// unless its reader is called optional. Scalars are coerced as in [Coercion].
public final class JsonObject {
  public static final JsonObject EMPTY = new JsonObject(JsonNodeFactory.instance.objectNode(), "");

  private final ObjectNode node;
  private final String path;

  JsonObject(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean has(String name) {
    return node.has(name);
  }

  public boolean isEmpty() {
    return node.isEmpty();
  }

  /// Names of the fields, in their order.
  public List<String> names() {
    return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  public String text(String name) {
    return Coercion.text(required(name), pathOf(name));
  }

  public String textOr(String name, String fallback) {
    var value = node.get(name);
    return value == null ? fallback : Coercion.text(value, pathOf(name));
  }

  public Optional<String> optionalText(String name) {
    return optional(name).map(value -> Coercion.text(value, pathOf(name)));
  }

  /// A string as it stands, white space included: for words of a fixed list.
  public String literal(String name) {
    return Coercion.literal(required(name), pathOf(name));
  }

  public long integer(String name) {
    return Coercion.integer(required(name), pathOf(name));
  }

  public long integerOr(String name, long fallback) {
    var value = node.get(name);
    return value == null ? fallback : Coercion.integer(value, pathOf(name));
  }

  public Optional<Long> optionalInteger(String name) {
    return optional(name).map(value -> Coercion.integer(value, pathOf(name)));
  }

  /// An integer of `min` to `max`.
  public int integerWithin(String name, int min, int max) {
    return Coercion.within(integer(name), min, max, pathOf(name));
  }

  public int integerWithinOr(String name, int min, int max, int fallback) {
    return has(name) ? integerWithin(name, min, max) : fallback;
  }

  /// An unsigned 64-bit integer; nothing is coerced, since it takes part in cryptography.
  public long unsigned(String name) {
    return Coercion.unsigned(required(name), pathOf(name));
  }

  /// An integer written as one; nothing is coerced.
  public long exactInteger(String name) {
    return Coercion.exactInteger(required(name), pathOf(name));
  }

  /// An integer of `min` to `max`; nothing is coerced.
  public int exactWithin(String name, int min, int max) {
    return Coercion.within(exactInteger(name), min, max, pathOf(name));
  }

  /// A finite number written as one; nothing is coerced.
  public double exactNumber(String name) {
    return Coercion.exactNumber(required(name), pathOf(name));
  }

  public double number(String name) {
    return Coercion.number(required(name), pathOf(name));
  }

  public double numberOr(String name, double fallback) {
    var value = node.get(name);
    return value == null ? fallback : Coercion.number(value, pathOf(name));
  }

  public Optional<Double> optionalNumber(String name) {
    return optional(name).map(value -> Coercion.number(value, pathOf(name)));
  }

  public boolean flag(String name) {
    return Coercion.flag(required(name), pathOf(name));
  }

  public JsonObject object(String name) {
    return objectIn(required(name), pathOf(name));
  }

  public JsonObject objectOrEmpty(String name) {
    var value = node.get(name);
    return value == null ? EMPTY : objectIn(value, pathOf(name));
  }

  public Optional<JsonObject> optionalObject(String name) {
    return optional(name).map(value -> objectIn(value, pathOf(name)));
  }

  public List<JsonObject> objects(String name) {
    return list(required(name), name, JsonObject::objectIn);
  }

  public List<JsonObject> objectsOrNone(String name) {
    return listOrNone(name, JsonObject::objectIn);
  }

  public List<String> texts(String name) {
    return list(required(name), name, Coercion::text);
  }

  public List<String> textsOrNone(String name) {
    return listOrNone(name, Coercion::text);
  }

  public Optional<List<String>> optionalTexts(String name) {
    return optional(name).map(value -> list(value, name, Coercion::text));
  }

  public List<Boolean> flags(String name) {
    return list(required(name), name, Coercion::flag);
  }

  /// Numbers, finite or not: a computation may have given anything, and who reads its results must
  /// see where it did. None when the field is absent.
  public Numbers numbersOrNone(String name) {
    var value = node.get(name);
    return value == null ? Numbers.NONE : numbers(value, pathOf(name));
  }

  private static Numbers numbers(JsonNode value, String where) {
    if (!value.isArray()) {
      throw new JsonProblem(where, "must be a list");
    }
    var numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode item = value.get(i);
      numbers[i] =
          item.isDouble() ? item.doubleValue() : Coercion.numberOrWord(item, where + "[" + i + "]");
    }
    return Numbers.copyOf(numbers);
  }

  /// Integers of 0 to 2^31 - 1; none when the field is absent or null.
  public List<Integer> indicesOrNone(String name) {
    return optional(name).map(value -> indices(value, name)).orElse(List.of());
  }

  /// Lists of integers of 0 to 2^31 - 1; none when the field is absent or null.
  public List<List<Integer>> indexListsOrNone(String name) {
    return optional(name)
        .map(value -> list(value, name, (item, where) -> list(item, where, JsonObject::index)))
        .orElse(List.of());
  }

  /// Names and integers of an object of integers.
  public Stream<NamedInteger> integers() {
    return node.properties().stream()
        .map(
            entry ->
                new NamedInteger(
                    entry.getKey(), Coercion.integer(entry.getValue(), pathOf(entry.getKey()))));
  }

  /// Names and texts of an object of strings, as they stand; fields that are null are left out.
  public Map<String, String> literals() {
    Map<String, String> literals = new LinkedHashMap<>();
    node.properties().stream()
        .filter(entry -> !entry.getValue().isNull())
        .forEach(
            entry ->
                literals.put(
                    entry.getKey(), Coercion.literal(entry.getValue(), pathOf(entry.getKey()))));
    return literals;
  }

  public record NamedInteger(String name, long value) {}

  /// One line, no spaces, keys in the order in which they were put.
  public String toText() {
    return node.toString();
  }

  /// One line, keys sorted by code point at every level, as the network's existing nodes write
  /// encrypted payloads.
  public String toSortedText() {
    return SortedText.of(node);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject that && node.equals(that.node);
  }

  @Override
  public int hashCode() {
    return node.hashCode();
  }

  /// Names the keys only: values may be anything.
  @Override
  public String toString() {
    return "JsonObject" + node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private JsonNode required(String name) {
    var value = node.get(name);
    if (value == null) {
      throw new JsonProblem(pathOf(name), "is required");
    }
    return value;
  }

  private Optional<JsonNode> optional(String name) {
    var value = node.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private <T> List<T> listOrNone(String name, BiFunction<JsonNode, String, T> reader) {
    var value = node.get(name);
    return value == null ? List.of() : list(value, name, reader);
  }

  private <T> List<T> list(JsonNode value, String name, BiFunction<JsonNode, String, T> reader) {
    if (!value.isArray()) {
      throw new JsonProblem(pathOf(name), "must be a list");
    }
    List<T> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(reader.apply(value.get(i), pathOf(name) + "[" + i + "]"));
    }
    return items;
  }

  private List<Integer> indices(JsonNode value, String name) {
    return list(value, name, JsonObject::index);
  }

  private static Integer index(JsonNode value, String where) {
    return Coercion.within(Coercion.integer(value, where), 0, Integer.MAX_VALUE, where);
  }

  private static JsonObject objectIn(JsonNode value, String where) {
    if (value instanceof ObjectNode object) {
      return new JsonObject(object, where);
    }
    throw new JsonProblem(where, "must be an object");
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// Collects an object's fields; one thread, used once.
  public static final class Builder {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    public Builder put(String name, String value) {
      node.put(name, value);
      return this;
    }

    public Builder put(String name, long value) {
      node.put(name, value);
      return this;
    }

    /// A finite number.
    public Builder put(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " must be finite, is " + value);
      }
      node.put(name, value);
      return this;
    }

    public Builder put(String name, boolean value) {
      node.put(name, value);
      return this;
    }

    public Builder put(String name, JsonObject value) {
      node.set(name, value.node);
      return this;
    }

    public Builder putNull(String name) {
      node.putNull(name);
      return this;
    }

    /// An unsigned 64-bit integer.
    public Builder putUnsigned(String name, long value) {
      node.put(name, new java.math.BigInteger(Long.toUnsignedString(value)));
      return this;
    }

    public Builder putOrNull(String name, Optional<String> value) {
      return value.map(text -> put(name, text)).orElseGet(() -> putNull(name));
    }

    public Builder putObjects(String name, List<JsonObject> values) {
      var array = node.putArray(name);
      values.forEach(value -> array.add(value.node));
      return this;
    }

    public Builder putTexts(String name, Iterable<String> values) {
      var array = node.putArray(name);
      values.forEach(array::add);
      return this;
    }

    public Builder putIntegers(String name, List<Integer> values) {
      var array = node.putArray(name);
      values.forEach(array::add);
      return this;
    }

    public Builder putIndexLists(String name, List<List<Integer>> values) {
      var array = node.putArray(name);
      values.forEach(row -> row.forEach(array.addArray()::add));
      return this;
    }

    /// Numbers, finite or not.
    public Builder putNumbers(String name, Numbers values) {
      var array = node.putArray(name);
      for (int i = 0; i < values.count(); i++) {
        array.add(values.at(i));
      }
      return this;
    }

    public Builder putFlags(String name, List<Boolean> values) {
      var array = node.putArray(name);
      values.forEach(array::add);
      return this;
    }

    /// Copies every field of `other`.
    public Builder putAll(JsonObject other) {
      node.setAll(other.node);
      return this;
    }

    public JsonObject build() {
      return new JsonObject(node, "");
    }
  }
}
