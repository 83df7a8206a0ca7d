package io.byteleap.json;

import java.math.BigDecimal;
import java.math.MathContext;

/// Floats as Python's `repr` prints them: the fewest digits that read back the same, exponents from
/// 1e16 on and below 1e-4, at least two exponent digits.
final class PythonFloat {
  /// Between these, Java writes the same digits, without an exponent.
  private static final double AS_JAVA_MIN = 1e-3;

  private static final double AS_JAVA_MAX = 1e7;

  private PythonFloat() {}

  static String text(double value) {
    double magnitude = Math.abs(value);
    boolean asJava = magnitude >= AS_JAVA_MIN && magnitude < AS_JAVA_MAX;
    if (asJava || value == 0 || !Double.isFinite(value)) {
      return Double.toString(value);
    }
    return magnitude >= AS_JAVA_MAX && magnitude < 1e16 ? withoutExponent(value) : general(value);
  }

  /// Java's digits with the point where its exponent, 7 to 15, puts it.
  private static String withoutExponent(double value) {
    String java = Double.toString(value);
    int point = java.indexOf('.');
    int mark = java.indexOf('E');
    int exponent = Integer.parseInt(java, mark + 1, java.length(), 10);
    String fraction = java.substring(point + 1, mark);
    String whole = java.substring(0, point);
    return fraction.length() > exponent
        ? whole + fraction.substring(0, exponent) + "." + fraction.substring(exponent)
        : whole + fraction + "0".repeat(exponent - fraction.length()) + ".0";
  }

  private static String general(double value) {
    double magnitude = Math.abs(value);
    var decimal = shortestDecimal(value);
    if (magnitude >= 1e-4 && magnitude < 1e16) {
      String plain = decimal.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = decimal.precision() - decimal.scale() - 1;
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return String.format(
        "%s%se%s%02d",
        value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /// The JDK's shortest digits, which are at least two: one digit where one is enough.
  private static BigDecimal shortestDecimal(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    var oneDigit = decimal.round(new MathContext(1));
    return oneDigit.doubleValue() == value ? oneDigit : decimal;
  }
}
