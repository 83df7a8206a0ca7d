package io.byteleap.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which JSON values pass as which scalars: exactly those that the existing network's models take,
/// except that numbers must be finite and fit 64 bits.
///
/// Text: strings, stripped of white space around them. Integer: integers, floats without fraction,
/// booleans, strings of digits. Number: numbers, booleans, strings that spell one. Flag: booleans,
/// 0 and 1, and the usual words for them.
final class Coercion {
  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]{1,20}(\\.0{1,20})?");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,40}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?");

  private Coercion() {}

  static String text(JsonNode value, String where) {
    return literal(value, where).strip();
  }

  static String literal(JsonNode value, String where) {
    if (!value.isTextual()) {
      throw new JsonProblem(where, "must be a string");
    }
    return value.textValue();
  }

  static long integer(JsonNode value, String where) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (value.isFloatingPointNumber() && isWhole(value.doubleValue())) {
      return (long) value.doubleValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (value.isTextual() && DIGITS.matcher(value.textValue().strip()).matches()) {
      return parsed(value.textValue().strip(), where);
    }
    throw new JsonProblem(where, "must be an integer of 64 bits");
  }

  static long exactInteger(JsonNode value, String where) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    throw new JsonProblem(where, "must be an integer of 64 bits");
  }

  static double exactNumber(JsonNode value, String where) {
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return value.doubleValue();
    }
    throw new JsonProblem(where, "must be a finite number");
  }

  static int within(long value, int min, int max, String where) {
    if (value < min || value > max) {
      throw new JsonProblem(where, "must be " + min + " to " + max + ", is " + value);
    }
    return (int) value;
  }

  static long unsigned(JsonNode value, String where) {
    if (value.isIntegralNumber()) {
      BigInteger integer = value.bigIntegerValue();
      if (integer.signum() >= 0 && integer.bitLength() <= Long.SIZE) {
        return integer.longValue();
      }
    }
    throw new JsonProblem(where, "must be an integer of 0 to 2^64 - 1");
  }

  static double number(JsonNode value, String where) {
    double number = Double.NaN;
    if (value.isNumber()) {
      number = value.doubleValue();
    } else if (value.isBoolean()) {
      number = value.booleanValue() ? 1 : 0;
    } else if (value.isTextual() && NUMBER.matcher(value.textValue().strip()).matches()) {
      number = Double.parseDouble(value.textValue().strip());
    }
    if (!Double.isFinite(number)) {
      throw new JsonProblem(where, "must be a finite number");
    }
    return number;
  }

  /// A number as [#number], or a word for one that is not finite.
  static double numberOrWord(JsonNode value, String where) {
    return switch (value.isTextual() ? value.textValue().strip() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> number(value, where);
    };
  }

  static boolean flag(JsonNode value, String where) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1)) {
      return value.doubleValue() == 1;
    }
    return switch (value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "") {
      case "1", "on", "t", "true", "y", "yes" -> true;
      case "0", "off", "f", "false", "n", "no" -> false;
      default -> throw new JsonProblem(where, "must be true or false");
    };
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 0x1p63;
  }

  private static long parsed(String digits, String where) {
    int point = digits.indexOf('.');
    try {
      return Long.parseLong(point < 0 ? digits : digits.substring(0, point));
    } catch (NumberFormatException e) {
      throw new JsonProblem(where, "must be an integer of 64 bits");
    }
  }
}
