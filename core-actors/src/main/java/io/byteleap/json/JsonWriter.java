package io.byteleap.json;

import io.byteleap.domain.units.Bytes;
import io.byteleap.json.JsonValue.Big;
import io.byteleap.json.JsonValue.Items;
import io.byteleap.json.JsonValue.Real;
import io.byteleap.json.JsonValue.Text;
import io.byteleap.json.JsonValue.Whole;
import io.byteleap.json.JsonValue.Word;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Writes JSON in UTF-8, on one line. A writer is used once, by one thread.
///
/// Characters beyond ASCII stand as they are; half a surrogate pair, which has no bytes, becomes
/// `?`.
final class JsonWriter {
  /// How a text looks.
  enum Style {
    /// No spaces, fields in the order in which they were put, floats as Java prints them.
    COMPACT,

    /// As Python's `json.dumps(sort_keys=True, ensure_ascii=False)`: fields sorted by code point,
    /// `", "` and `": "` between them, floats in the shortest form that reads back the same.
    SORTED
  }

  /// Each thread keeps the buffer of its last text, unless it grew larger than this.
  private static final int KEPT_SIZE_MAX = 1 << 20;

  private static final int SIZE_FIRST = 4 << 10;

  private static final ThreadLocal<byte[]> KEPT =
      ThreadLocal.withInitial(() -> new byte[SIZE_FIRST]);

  /// Longer strings are turned into bytes at once.
  private static final int SHORT = 64;

  private static final int SPARE = 256;
  private static final int LONG_DIGITS = 20;

  private final Style style;
  private byte[] bytes = KEPT.get();
  private int length;

  private JsonWriter(Style style) {
    this.style = style;
  }

  static String text(Members members, Style style) {
    var writer = written(members, style);
    return new String(writer.bytes, 0, writer.length, StandardCharsets.UTF_8);
  }

  static Bytes utf8(Members members, Style style) {
    var writer = written(members, style);
    return Bytes.copyOf(writer.bytes, 0, writer.length);
  }

  /// INVARIANT: nothing that a writer calls writes another text, so the thread's buffer is its own
  /// until its bytes are copied.
  private static JsonWriter written(Members members, Style style) {
    var writer = new JsonWriter(style);
    writer.members(members);
    if (writer.bytes.length <= KEPT_SIZE_MAX) {
      KEPT.set(writer.bytes);
    }
    return writer;
  }

  private void value(JsonValue value) {
    switch (value) {
      case Text(var text) -> string(text);
      case Whole(var number) -> whole(number);
      case Members members -> members(members);
      case Items(var values) -> array(values);
      case Real(var number) -> raw(real(number));
      case Word word -> raw(ascii(word.text()));
      case Big(var number) -> raw(ascii(number.toString()));
    }
  }

  private void members(Members members) {
    switch (style) {
      case COMPACT -> members.writeTo(this);
      case SORTED -> members.writeSortedTo(this);
    }
  }

  /// The first `size` of `fields`, in their order.
  void object(Members.Field[] fields, int size) {
    one('{');
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        separate(',');
      }
      fields[i].name().writeTo(this);
      separate(':');
      value(fields[i].value());
    }
    one('}');
  }

  private void array(Iterable<JsonValue> values) {
    one('[');
    int start = length;
    for (var value : values) {
      if (length > start) {
        separate(',');
      }
      value(value);
    }
    one(']');
  }

  /// Bytes that need no escape, in quotes.
  void quoted(byte[] plain) {
    one('"');
    raw(plain);
    one('"');
  }

  void string(String text) {
    if (text.length() > SHORT || !isShortAndPlain(text)) {
      escaped(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Writes `text` if it needs neither escape nor encoding.
  private boolean isShortAndPlain(String text) {
    int size = text.length();
    ensure(size + 2);
    int at = length;
    bytes[at++] = '"';
    for (int i = 0; i < size; i++) {
      char character = text.charAt(i);
      if (!PlainText.isPlain(character)) {
        return false;
      }
      bytes[at++] = (byte) character;
    }
    bytes[at++] = '"';
    length = at;
    return true;
  }

  private void escaped(byte[] utf8) {
    one('"');
    int from = 0;
    while (from < utf8.length) {
      int until = PlainText.end(utf8, from, utf8.length);
      raw(utf8, from, until);
      if (until < utf8.length) {
        special(utf8[until]);
      }
      from = until + 1;
    }
    one('"');
  }

  private void special(byte character) {
    switch (character) {
      case '"' -> pair('"');
      case '\\' -> pair('\\');
      case '\n' -> pair('n');
      case '\r' -> pair('r');
      case '\t' -> pair('t');
      case '\b' -> pair('b');
      case '\f' -> pair('f');
      default -> {
        if (character < 0) {
          one(character);
        } else {
          raw(ascii("\\u00" + hex(character)));
        }
      }
    }
  }

  private String hex(byte character) {
    return switch (style) {
      case COMPACT -> HexFormat.of().withUpperCase().toHexDigits(character);
      case SORTED -> HexFormat.of().toHexDigits(character);
    };
  }

  private void separate(char separator) {
    one(separator);
    if (style == Style.SORTED) {
      one(' ');
    }
  }

  private void pair(char escaped) {
    one('\\');
    one(escaped);
  }

  private void whole(long number) {
    if (number < 0) {
      raw(ascii(Long.toString(number)));
      return;
    }
    ensure(LONG_DIGITS);
    int end = length + 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      end++;
    }
    long rest = number;
    for (int at = end - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
  }

  private byte[] real(double number) {
    return ascii(
        switch (style) {
          case COMPACT -> Double.toString(number);
          case SORTED -> PythonFloat.text(number);
        });
  }

  private void one(int character) {
    ensure(1);
    bytes[length++] = (byte) character;
  }

  /// Bytes as they are.
  void raw(byte[] source) {
    raw(source, 0, source.length);
  }

  private void raw(byte[] source, int from, int until) {
    ensure(until - from);
    System.arraycopy(source, from, bytes, length, until - from);
    length += until - from;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more + SPARE));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
