package io.byteleap.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Name of an object's field, with the bytes that it is written in.
///
/// The few names that all messages share are kept, so that reading one of them makes nothing new.
/// The tables never grow: a name takes the place of another with the same hash, and long ones are
/// not kept. Threads may race for a place; either name is right, since names are immutable.
final class Name implements Comparable<Name> {
  private static final int KEPT = 2_048;
  private static final int KEPT_LENGTH_MAX = 64;
  private static final @Nullable Name[] BY_TEXT = new Name[KEPT];
  private static final @Nullable Name[] BY_BYTES = new Name[KEPT];

  private final String text;
  private final byte[] utf8;
  private final boolean plain;

  private Name(String text) {
    this.text = text;
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    this.plain = PlainText.end(utf8, 0, utf8.length) == utf8.length;
  }

  static Name of(String text) {
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 16)) & (KEPT - 1);
    var kept = BY_TEXT[place];
    return kept != null && kept.is(text) ? kept : keep(new Name(text), BY_TEXT, place);
  }

  /// The name in the plain bytes from `from` to `end`.
  static Name ofPlain(byte[] source, int from, int end) {
    int place = PlainText.hash(source, from, end) & (KEPT - 1);
    var kept = BY_BYTES[place];
    return kept != null && Arrays.equals(kept.utf8, 0, kept.utf8.length, source, from, end)
        ? kept
        : keep(new Name(PlainText.string(source, from, end)), BY_BYTES, place);
  }

  private static Name keep(Name name, @Nullable Name[] table, int place) {
    if (name.utf8.length <= KEPT_LENGTH_MAX) {
      table[place] = name;
    }
    return name;
  }

  String text() {
    return text;
  }

  boolean is(String other) {
    return text.equals(other);
  }

  /// Appends the name in quotes.
  void writeTo(JsonWriter writer) {
    if (plain) {
      writer.quoted(utf8);
    } else {
      writer.string(text);
    }
  }

  /// By code point, which is the order of the bytes.
  @Override
  public int compareTo(Name other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Name that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
