package io.byteleap.json;

import io.byteleap.json.JsonValue.Real;
import io.byteleap.json.JsonValue.Scalar;
import io.byteleap.json.JsonValue.Whole;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// A number as JSON spells it; one that is misspelt has length 0.
///
/// Up to 18 digits are gathered on the way. A real whose digits make an integer of at most 2^53 and
/// whose power of ten is at most 22 is that integer times or divided by the power: both are exact
/// doubles, so the one rounding gives the nearest double (W. D. Clinger, "How to read floating
/// point numbers accurately", 1990). All others are left to the JDK.
final class Numeral {
  private static final int DIGITS_GATHERED = 18;
  private static final long EXACT_MAX = 1L << 53;
  private static final int EXPONENT_MAX = 9_999;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final byte[] source;
  private final int from;
  private final boolean negative;
  private int at;
  private long gathered;
  private int digits;
  private int exponent;
  private boolean real;

  private Numeral(byte[] source, int from) {
    this.source = source;
    this.from = from;
    this.negative = source[from] == '-';
    this.at = negative ? from + 1 : from;
  }

  /// The numeral that begins at `from`, where there is a byte.
  static Numeral at(byte[] source, int from) {
    var numeral = new Numeral(source, from);
    if (!numeral.reads()) {
      numeral.at = from;
    }
    return numeral;
  }

  int length() {
    return at - from;
  }

  private boolean reads() {
    boolean zero = is('0');
    int whole = gather();
    return whole > 0 && !(zero && whole > 1) && readsFraction() && readsExponent();
  }

  private boolean readsFraction() {
    if (!is('.')) {
      return true;
    }
    at++;
    real = true;
    int fraction = gather();
    exponent = -fraction;
    return fraction > 0;
  }

  private boolean readsExponent() {
    if (!is('e') && !is('E')) {
      return true;
    }
    at++;
    real = true;
    boolean below = is('-');
    if (below || is('+')) {
      at++;
    }
    int start = at;
    int power = 0;
    while (isDigit()) {
      power = Math.min(EXPONENT_MAX, 10 * power + source[at] - '0');
      at++;
    }
    exponent += below ? -power : power;
    return at > start;
  }

  /// How many digits come; their value is gathered.
  private int gather() {
    int start = at;
    while (isDigit()) {
      gathered = 10 * gathered + source[at] - '0';
      at++;
    }
    digits += at - start;
    return at - start;
  }

  private boolean isDigit() {
    return at < source.length && source[at] >= '0' && source[at] <= '9';
  }

  private boolean is(char expected) {
    return at < source.length && source[at] == expected;
  }

  Scalar value() {
    if (!real) {
      return digits <= DIGITS_GATHERED
          ? new Whole(negative ? -gathered : gathered)
          : JsonValue.integer(new BigInteger(text()));
    }
    if (digits <= DIGITS_GATHERED && gathered <= EXACT_MAX && Math.abs(exponent) < POWERS.length) {
      double magnitude = exponent < 0 ? gathered / POWERS[-exponent] : gathered * POWERS[exponent];
      return new Real(negative ? -magnitude : magnitude);
    }
    return new Real(Double.parseDouble(text()));
  }

  private String text() {
    return new String(source, from, length(), StandardCharsets.US_ASCII);
  }
}
