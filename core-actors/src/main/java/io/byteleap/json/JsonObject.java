package io.byteleap.json;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Numbers;
import io.byteleap.json.JsonValue.Items;
import io.byteleap.json.JsonValue.Real;
import io.byteleap.json.JsonValue.Text;
import io.byteleap.json.JsonValue.Whole;
import io.byteleap.json.JsonValue.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON object, immutable. Its readers name the field and what is wrong with it in a
/// [JsonProblem].
///
/// A field that is absent and has a default takes the default; a field that is null is refused
/// unless its reader is called optional. Scalars are coerced as in [Coercion].
public final class JsonObject {
  public static final JsonObject EMPTY = new JsonObject(new Members(), Place.WHOLE);

  private static final String NOT_A_LIST = "must be a list";

  private final Members members;
  private final Place place;

  JsonObject(Members members, Place place) {
    this.members = members;
    this.place = place;
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean has(String name) {
    return members.get(name) != null;
  }

  public boolean isEmpty() {
    return members.size() == 0;
  }

  /// Names of the fields, in their order.
  public List<String> names() {
    return members.fields().stream().map(field -> field.name().text()).toList();
  }

  public String text(String name) {
    return Coercion.text(required(name), place.field(name));
  }

  public String textOr(String name, String fallback) {
    var value = members.get(name);
    return value == null ? fallback : Coercion.text(value, place.field(name));
  }

  public Optional<String> optionalText(String name) {
    return optional(name).map(value -> Coercion.text(value, place.field(name)));
  }

  /// A string as it stands, white space included: for words of a fixed list.
  public String literal(String name) {
    return Coercion.literal(required(name), place.field(name));
  }

  public long integer(String name) {
    return Coercion.integer(required(name), place.field(name));
  }

  public long integerOr(String name, long fallback) {
    var value = members.get(name);
    return value == null ? fallback : Coercion.integer(value, place.field(name));
  }

  public Optional<Long> optionalInteger(String name) {
    return optional(name).map(value -> Coercion.integer(value, place.field(name)));
  }

  /// An integer of `min` to `max`.
  public int integerWithin(String name, int min, int max) {
    return Coercion.within(integer(name), min, max, place.field(name));
  }

  public int integerWithinOr(String name, int min, int max, int fallback) {
    return has(name) ? integerWithin(name, min, max) : fallback;
  }

  /// An unsigned 64-bit integer; nothing is coerced, since it takes part in cryptography.
  public long unsigned(String name) {
    return Coercion.unsigned(required(name), place.field(name));
  }

  /// An integer written as one; nothing is coerced.
  public long exactInteger(String name) {
    return Coercion.exactInteger(required(name), place.field(name));
  }

  /// An integer of `min` to `max`; nothing is coerced.
  public int exactWithin(String name, int min, int max) {
    return Coercion.within(exactInteger(name), min, max, place.field(name));
  }

  /// A finite number written as one; nothing is coerced.
  public double exactNumber(String name) {
    return Coercion.exactNumber(required(name), place.field(name));
  }

  public double number(String name) {
    return Coercion.number(required(name), place.field(name));
  }

  public double numberOr(String name, double fallback) {
    var value = members.get(name);
    return value == null ? fallback : Coercion.number(value, place.field(name));
  }

  public Optional<Double> optionalNumber(String name) {
    return optional(name).map(value -> Coercion.number(value, place.field(name)));
  }

  public boolean flag(String name) {
    return Coercion.flag(required(name), place.field(name));
  }

  public JsonObject object(String name) {
    return objectIn(required(name), place.field(name));
  }

  public JsonObject objectOrEmpty(String name) {
    var value = members.get(name);
    return value == null ? EMPTY : objectIn(value, place.field(name));
  }

  public Optional<JsonObject> optionalObject(String name) {
    return optional(name).map(value -> objectIn(value, place.field(name)));
  }

  public List<JsonObject> objects(String name) {
    return list(required(name), place.field(name), JsonObject::objectIn);
  }

  public List<JsonObject> objectsOrNone(String name) {
    return listOrNone(name, JsonObject::objectIn);
  }

  public List<String> texts(String name) {
    return list(required(name), place.field(name), Coercion::text);
  }

  public List<String> textsOrNone(String name) {
    return listOrNone(name, Coercion::text);
  }

  public Optional<List<String>> optionalTexts(String name) {
    return optional(name).map(value -> list(value, place.field(name), Coercion::text));
  }

  public List<Boolean> flags(String name) {
    return list(required(name), place.field(name), Coercion::flag);
  }

  /// Numbers, finite or not: a computation may have given anything, and who reads its results must
  /// see where it did. None when the field is absent.
  public Numbers numbersOrNone(String name) {
    var value = members.get(name);
    return value == null ? Numbers.NONE : numbers(value, place.field(name));
  }

  private static Numbers numbers(JsonValue value, Place where) {
    if (!(value instanceof Items(var values))) {
      throw where.problem(NOT_A_LIST);
    }
    var numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          values.get(i) instanceof Real(var real)
              ? real
              : Coercion.numberOrWord(values.get(i), where.item(i));
    }
    return Numbers.copyOf(numbers);
  }

  /// Integers of 0 to 2^31 - 1; none when the field is absent or null.
  public List<Integer> indicesOrNone(String name) {
    return optional(name).map(value -> indices(value, place.field(name))).orElse(List.of());
  }

  /// Lists of integers of 0 to 2^31 - 1; none when the field is absent or null.
  public List<List<Integer>> indexListsOrNone(String name) {
    return optional(name)
        .map(value -> list(value, place.field(name), JsonObject::indices))
        .orElse(List.of());
  }

  /// Names and integers of an object of integers.
  public Stream<NamedInteger> integers() {
    return members.fields().stream()
        .map(
            field -> {
              String name = field.name().text();
              return new NamedInteger(name, Coercion.integer(field.value(), place.field(name)));
            });
  }

  /// Names and texts of an object of strings, as they stand; fields that are null are left out.
  public Map<String, String> literals() {
    Map<String, String> literals = new LinkedHashMap<>();
    for (var field : members.fields()) {
      String name = field.name().text();
      if (field.value() != Word.NULL) {
        literals.put(name, Coercion.literal(field.value(), place.field(name)));
      }
    }
    return literals;
  }

  public record NamedInteger(String name, long value) {}

  /// One line, no spaces, keys in the order in which they were put.
  public String toText() {
    return JsonWriter.text(members, JsonWriter.Style.COMPACT);
  }

  /// The UTF-8 bytes of [#toText].
  public Bytes toUtf8() {
    return JsonWriter.utf8(members, JsonWriter.Style.COMPACT);
  }

  /// One line, keys sorted by code point at every level, as the network's existing nodes write
  /// encrypted payloads.
  public String toSortedText() {
    return JsonWriter.text(members, JsonWriter.Style.SORTED);
  }

  /// The UTF-8 bytes of [#toSortedText].
  public Bytes toSortedUtf8() {
    return JsonWriter.utf8(members, JsonWriter.Style.SORTED);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /// Names the keys only: values may be anything.
  @Override
  public String toString() {
    return "JsonObject" + names();
  }

  private JsonValue required(String name) {
    var value = members.get(name);
    if (value == null) {
      throw place.field(name).problem("is required");
    }
    return value;
  }

  private Optional<JsonValue> optional(String name) {
    var value = members.get(name);
    return value == null || value == Word.NULL ? Optional.empty() : Optional.of(value);
  }

  private <T> List<T> listOrNone(String name, BiFunction<JsonValue, Place, T> reader) {
    var value = members.get(name);
    return value == null ? List.of() : list(value, place.field(name), reader);
  }

  private static <T> List<T> list(
      JsonValue value, Place where, BiFunction<JsonValue, Place, T> reader) {
    if (!(value instanceof Items(var values))) {
      throw where.problem(NOT_A_LIST);
    }
    List<T> items = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      items.add(reader.apply(values.get(i), where.item(i)));
    }
    return items;
  }

  private static List<Integer> indices(JsonValue value, Place where) {
    return list(value, where, JsonObject::index);
  }

  private static Integer index(JsonValue value, Place where) {
    return Coercion.within(Coercion.integer(value, where), 0, Integer.MAX_VALUE, where);
  }

  private static Whole whole(Integer value) {
    return new Whole(value);
  }

  private static JsonObject objectIn(JsonValue value, Place where) {
    if (value instanceof Members members) {
      return new JsonObject(members, where);
    }
    throw where.problem("must be an object");
  }

  /// Collects an object's fields; one thread, used once.
  public static final class Builder {
    private final Members members = new Members();

    private Builder() {}

    private Builder with(String name, JsonValue value) {
      members.put(Name.of(name), value);
      return this;
    }

    public Builder put(String name, String value) {
      return with(name, new Text(value));
    }

    public Builder put(String name, long value) {
      return with(name, new Whole(value));
    }

    /// A finite number.
    public Builder put(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " must be finite, is " + value);
      }
      return with(name, new Real(value));
    }

    public Builder put(String name, boolean value) {
      return with(name, Word.of(value));
    }

    public Builder put(String name, JsonObject value) {
      return with(name, value.members);
    }

    public Builder putNull(String name) {
      return with(name, Word.NULL);
    }

    /// An unsigned 64-bit integer.
    public Builder putUnsigned(String name, long value) {
      return with(name, JsonValue.integer(new BigInteger(Long.toUnsignedString(value))));
    }

    public Builder putOrNull(String name, Optional<String> value) {
      return value.map(text -> put(name, text)).orElseGet(() -> putNull(name));
    }

    public Builder putObjects(String name, List<JsonObject> values) {
      return putItems(name, values, value -> value.members);
    }

    public Builder putTexts(String name, Iterable<String> values) {
      return putItems(name, values, Text::new);
    }

    public Builder putIntegers(String name, List<Integer> values) {
      return putItems(name, values, JsonObject::whole);
    }

    public Builder putIndexLists(String name, List<List<Integer>> values) {
      return putItems(name, values, row -> items(row, JsonObject::whole));
    }

    /// Numbers, finite or not.
    public Builder putNumbers(String name, Numbers values) {
      var items = new ArrayList<JsonValue>(values.count());
      for (int i = 0; i < values.count(); i++) {
        items.add(new Real(values.at(i)));
      }
      return with(name, new Items(items));
    }

    public Builder putFlags(String name, List<Boolean> values) {
      return putItems(name, values, Word::of);
    }

    private <T> Builder putItems(
        String name, Iterable<T> values, Function<T, ? extends JsonValue> item) {
      return with(name, items(values, item));
    }

    private static <T> Items items(Iterable<T> values, Function<T, ? extends JsonValue> item) {
      var items = new ArrayList<JsonValue>();
      values.forEach(value -> items.add(item.apply(value)));
      return new Items(items);
    }

    /// Copies every field of `other`.
    public Builder putAll(JsonObject other) {
      other.members.fields().forEach(field -> members.put(field.name(), field.value()));
      return this;
    }

    public JsonObject build() {
      return new JsonObject(members, Place.WHOLE);
    }
  }
}
