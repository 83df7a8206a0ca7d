package io.byteleap.json;

import io.byteleap.json.JsonValue.Items;
import io.byteleap.json.JsonValue.Text;
import io.byteleap.json.JsonValue.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Reads one JSON object (RFC 8259) out of UTF-8 bytes, in one pass; used once.
///
/// The bounds are those of [Json]. Everything that is not JSON by the grammar is a [JsonProblem] at
/// its place, with three exceptions that Python's reader makes too: the words `NaN`, `Infinity` and
/// `-Infinity` are numbers, of a repeated name the last value counts, and an escape may name half a
/// surrogate pair.
final class JsonReader {
  private static final byte[] INFINITY = ascii("Infinity");
  private static final byte[] NAN = ascii("NaN");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  /// Stands for the end of the text; nothing outside a string has this byte.
  private static final byte END = 0;

  private final byte[] source;
  private int at;
  private int depth;

  private JsonReader(byte[] source) {
    this.source = source;
  }

  static Members object(byte[] utf8) {
    var reader = new JsonReader(utf8);
    if (reader.next() != '{') {
      throw new JsonProblem("", "not a JSON object");
    }
    var members = reader.members();
    if (reader.next() != END || reader.at < utf8.length) {
      throw reader.malformed();
    }
    return members;
  }

  private JsonValue value() {
    return switch (next()) {
      case '"' -> new Text(string());
      case '{' -> members();
      case '[' -> items();
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case 't' -> word(TRUE, Word.TRUE);
      case 'f' -> word(FALSE, Word.FALSE);
      case 'n' -> word(NULL, Word.NULL);
      case 'N' -> word(NAN, new JsonValue.Real(Double.NaN));
      case 'I' -> word(INFINITY, new JsonValue.Real(Double.POSITIVE_INFINITY));
      default -> throw malformed();
    };
  }

  private Members members() {
    enter();
    var members = new Members();
    byte following = next();
    if (following == '}') {
      return leave(members);
    }
    while (following == '"') {
      var name = name();
      skip(':');
      members.put(name, value());
      if (next() == '}') {
        return leave(members);
      }
      skip(',');
      following = next();
    }
    throw malformed();
  }

  private Items items() {
    enter();
    var values = new ArrayList<JsonValue>();
    if (next() == ']') {
      return leave(new Items(values));
    }
    while (true) {
      values.add(value());
      if (next() == ']') {
        return leave(new Items(values));
      }
      skip(',');
    }
  }

  private void enter() {
    depth++;
    if (depth > Json.DEPTH_MAX) {
      throw malformed();
    }
    at++;
  }

  private <T> T leave(T whole) {
    depth--;
    at++;
    return whole;
  }

  /// The next byte that is not white space, left where it is; [#END] when there is none.
  private byte next() {
    while (at < source.length) {
      byte character = source[at];
      if (character != ' ' && character != '\n' && character != '\t' && character != '\r') {
        return character;
      }
      at++;
    }
    return END;
  }

  private void skip(char expected) {
    if (next() != expected) {
      throw malformed();
    }
    at++;
  }

  private <T> T word(byte[] spelling, T meaning) {
    int end = at + spelling.length;
    if (end > source.length
        || !java.util.Arrays.equals(source, at, end, spelling, 0, spelling.length)) {
      throw malformed();
    }
    at = end;
    return meaning;
  }

  private Name name() {
    int from = at + 1;
    int end = PlainText.end(source, from, source.length);
    if (end < source.length && source[end] == '"' && end - from <= Json.NAME_LENGTH_MAX) {
      at = end + 1;
      return Name.ofPlain(source, from, end);
    }
    String text = string();
    if (text.length() > Json.NAME_LENGTH_MAX) {
      throw malformed();
    }
    return Name.of(text);
  }

  /// The string that opens here.
  private String string() {
    int from = at + 1;
    int end = PlainText.end(source, from, source.length);
    if (end < source.length && source[end] == '"') {
      at = end + 1;
      return PlainText.string(source, from, end);
    }
    var text = new StringBuilder(closing(end) - from);
    appendPlain(text, from, end);
    at = end;
    while (at < source.length && source[at] != '"') {
      appendSpecial(text);
      end = PlainText.end(source, at, source.length);
      appendPlain(text, at, end);
      at = end;
    }
    skip('"');
    return text.toString();
  }

  /// The quotes that close a string whose characters up to `from` are plain; the end of the source
  /// when there are none. A string has as many characters as bytes at most.
  private int closing(int from) {
    int end = from;
    while (end < source.length && source[end] != '"') {
      int special = source[end] == '\\' ? 2 : 1;
      end = PlainText.end(source, Math.min(end + special, source.length), source.length);
    }
    return end;
  }

  private void appendPlain(StringBuilder text, int from, int end) {
    if (end > from) {
      text.append(PlainText.string(source, from, end));
    }
  }

  /// An escape, or a character beyond ASCII.
  private void appendSpecial(StringBuilder text) {
    byte lead = source[at];
    if (lead == '\\') {
      at++;
      appendEscape(text);
    } else if (lead < 0) {
      text.appendCodePoint(codePoint());
    } else {
      throw malformed(); // a control character
    }
  }

  private void appendEscape(StringBuilder text) {
    byte kind = at < source.length ? source[at] : END;
    switch (kind) {
      case '"', '\\', '/' -> text.append((char) kind);
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'u' -> text.append(utf16());
      default -> throw malformed();
    }
    at++;
  }

  /// Four hex digits; leaves the last of them to be skipped.
  private char utf16() {
    if (at + 4 >= source.length) {
      throw malformed();
    }
    int character = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(source[++at], 16);
      if (digit < 0) {
        throw malformed();
      }
      character = 16 * character + digit;
    }
    return (char) character;
  }

  /// One character of two to four bytes: neither overlong, nor half a pair, nor beyond U+10FFFF.
  private int codePoint() {
    int lead = source[at] & 0xff;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    int smallest = more == 3 ? 0x1_0000 : more == 2 ? 0x800 : 0x80;
    if (lead < 0xc0 || lead > 0xf7 || at + more >= source.length) {
      throw malformed();
    }
    int codePoint = lead & (0x3f >> more);
    for (int i = 1; i <= more; i++) {
      int next = source[at + i] & 0xff;
      if ((next & 0xc0) != 0x80) {
        throw malformed();
      }
      codePoint = codePoint << 6 | (next & 0x3f);
    }
    boolean isHalf = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    if (codePoint < smallest || isHalf || codePoint > Character.MAX_CODE_POINT) {
      throw malformed();
    }
    at += more + 1;
    return codePoint;
  }

  private JsonValue number() {
    boolean negative = source[at] == '-';
    if (negative && at + 1 < source.length && source[at + 1] == 'I') {
      at++;
      return word(INFINITY, new JsonValue.Real(Double.NEGATIVE_INFINITY));
    }
    var numeral = Numeral.at(source, at);
    if (numeral.length() == 0 || numeral.length() > Json.NUMBER_LENGTH_MAX) {
      throw malformed();
    }
    at += numeral.length();
    return numeral.value();
  }

  private JsonProblem malformed() {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(at, source.length); i++) {
      if (source[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonProblem(
        "line " + line + " column " + (at - lineStart + 1),
        "not JSON, or nested or written beyond the limits");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
