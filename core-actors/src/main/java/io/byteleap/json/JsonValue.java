package io.byteleap.json;

import java.math.BigInteger;
import java.util.List;

/// Any JSON value, immutable once it is read or built.
sealed interface JsonValue permits JsonValue.Scalar, JsonValue.Items, Members {
  /// A value that holds no others.
  sealed interface Scalar extends JsonValue {}

  record Text(String value) implements Scalar {}

  /// An integer of 64 bits with a sign.
  record Whole(long value) implements Scalar {}

  /// An integer beyond 64 bits.
  record Big(BigInteger value) implements Scalar {}

  /// A number that is written with a point or an exponent, or as NaN or Infinity.
  record Real(double value) implements Scalar {}

  /// A value that is a word.
  enum Word implements Scalar {
    TRUE("true"),
    FALSE("false"),
    NULL("null");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Word of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  /// A list. INVARIANT: whoever made it keeps no other way to the list inside.
  record Items(List<JsonValue> values) implements JsonValue {}

  /// The integer, in the smaller of the two forms that it fits.
  static Scalar integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? new Whole(value.longValue()) : new Big(value);
  }
}
