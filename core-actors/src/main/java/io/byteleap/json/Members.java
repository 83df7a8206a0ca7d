package io.byteleap.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object, in the order in which they were put, each name once. Filled by one
/// thread, which then hands it on and puts nothing more.
final class Members implements JsonValue {
  record Field(Name name, JsonValue value) implements Comparable<Field> {
    @Override
    public int compareTo(Field other) {
      return name.compareTo(other.name);
    }
  }

  /// With more fields than this, names are looked up by hash.
  private static final int SCANNED_MAX = 24;

  private static final Field[] NONE = {};

  private Field[] fields = NONE;
  private int size;
  private boolean ascending = true;
  private @Nullable Map<String, Integer> places;
  private @Nullable Sorted sorted;

  int size() {
    return size;
  }

  List<Field> fields() {
    return List.of(Arrays.copyOf(fields, size));
  }

  /// The value under `name`; null when there is none.
  @Nullable JsonValue get(String name) {
    int place = placeOf(name);
    return place < 0 ? null : fields[place].value();
  }

  /// A name that is there already keeps its place and gets the new value.
  void put(Name name, JsonValue value) {
    boolean follows = size == 0 || fields[size - 1].name().compareTo(name) < 0;
    if (!ascending || !follows) {
      int place = placeOf(name.text());
      if (place >= 0) {
        fields[place] = new Field(fields[place].name(), value);
        return;
      }
      ascending = false;
    }
    append(new Field(name, value));
  }

  private void append(Field field) {
    if (size == fields.length) {
      fields = Arrays.copyOf(fields, Math.max(8, 2 * size));
    }
    fields[size] = field;
    if (places != null) {
      places.put(field.name().text(), size);
    }
    size++;
    if (places == null && size > SCANNED_MAX) {
      places = placesByName();
    }
  }

  private Map<String, Integer> placesByName() {
    Map<String, Integer> byName = new HashMap<>(4 * SCANNED_MAX);
    for (int i = 0; i < size; i++) {
      byName.put(fields[i].name().text(), i);
    }
    return byName;
  }

  private int placeOf(String name) {
    if (places != null) {
      return places.getOrDefault(name, -1);
    }
    for (int i = 0; i < size; i++) {
      if (fields[i].name().is(name)) {
        return i;
      }
    }
    return -1;
  }

  void writeTo(JsonWriter writer) {
    writer.object(fields, size);
  }

  /// As [#writeTo], with the names sorted by code point.
  void writeSortedTo(JsonWriter writer) {
    writer.object(ascending ? fields : sorted().fields, size);
  }

  /// The same fields in the order of their names, made once: what a miner says of a worker goes to
  /// every validator. Threads may race for it; a final field shows either's whole work.
  private static final class Sorted {
    private final Field[] fields;

    private Sorted(Field[] fields) {
      this.fields = fields;
    }
  }

  private Sorted sorted() {
    var known = sorted;
    if (known == null) {
      var copy = Arrays.copyOf(fields, size);
      Arrays.sort(copy);
      known = new Sorted(copy);
      sorted = known;
    }
    return known;
  }

  /// Equal when the fields are, whatever their order.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Members that
        && size == that.size
        && new HashSet<>(fields()).equals(new HashSet<>(that.fields()));
  }

  @Override
  public int hashCode() {
    return new HashSet<>(fields()).hashCode();
  }
}
