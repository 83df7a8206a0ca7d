package io.byteleap.json;

import io.byteleap.json.JsonValue.Big;
import io.byteleap.json.JsonValue.Real;
import io.byteleap.json.JsonValue.Text;
import io.byteleap.json.JsonValue.Whole;
import io.byteleap.json.JsonValue.Word;
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

  private static final String NOT_AN_INTEGER = "must be an integer of 64 bits";
  private static final String NOT_A_NUMBER = "must be a finite number";
  private static final String NOT_A_FLAG = "must be true or false";

  private Coercion() {}

  static String text(JsonValue value, Place where) {
    return literal(value, where).strip();
  }

  static String literal(JsonValue value, Place where) {
    if (value instanceof Text(var text)) {
      return text;
    }
    throw where.problem("must be a string");
  }

  static long integer(JsonValue value, Place where) {
    return switch (value) {
      case Whole(var number) -> number;
      case Real(var number) when isWhole(number) -> (long) number;
      case Word word when word != Word.NULL -> word == Word.TRUE ? 1 : 0;
      case Text(var text) when DIGITS.matcher(text.strip()).matches() ->
          parsed(text.strip(), where);
      case Text _, Real _, Word _, Big _, JsonValue.Items _, Members _ ->
          throw where.problem(NOT_AN_INTEGER);
    };
  }

  static long exactInteger(JsonValue value, Place where) {
    if (value instanceof Whole(var number)) {
      return number;
    }
    throw where.problem(NOT_AN_INTEGER);
  }

  static double exactNumber(JsonValue value, Place where) {
    return switch (value) {
      case Whole _, Big _, Real _ -> number(value, where);
      case Text _, Word _, JsonValue.Items _, Members _ -> throw where.problem(NOT_A_NUMBER);
    };
  }

  static int within(long value, int min, int max, Place where) {
    if (value < min || value > max) {
      throw where.problem("must be " + min + " to " + max + ", is " + value);
    }
    return (int) value;
  }

  static long unsigned(JsonValue value, Place where) {
    if (value instanceof Whole(var number) && number >= 0) {
      return number;
    }
    if (value instanceof Big(var number)
        && number.signum() > 0
        && number.bitLength() <= Long.SIZE) {
      return number.longValue();
    }
    throw where.problem("must be an integer of 0 to 2^64 - 1");
  }

  static double number(JsonValue value, Place where) {
    double number =
        switch (value) {
          case Real(var real) -> real;
          case Whole(var whole) -> whole;
          case Big(var big) -> big.doubleValue();
          case Word word when word != Word.NULL -> word == Word.TRUE ? 1 : 0;
          case Text(var text) when NUMBER.matcher(text.strip()).matches() ->
              Double.parseDouble(text.strip());
          case Text _, Word _, JsonValue.Items _, Members _ -> Double.NaN;
        };
    if (!Double.isFinite(number)) {
      throw where.problem(NOT_A_NUMBER);
    }
    return number;
  }

  /// A number as [#number], finite or not, or a word for one that is not.
  static double numberOrWord(JsonValue value, Place where) {
    return switch (value) {
      case Real(var real) -> real;
      case Text(var text) when text.strip().equals("NaN") -> Double.NaN;
      case Text(var text) when text.strip().equals("Infinity") -> Double.POSITIVE_INFINITY;
      case Text(var text) when text.strip().equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      case Text _, Whole _, Big _, Word _, JsonValue.Items _, Members _ -> number(value, where);
    };
  }

  static boolean flag(JsonValue value, Place where) {
    return switch (value) {
      case Word word when word != Word.NULL -> word == Word.TRUE;
      case Whole(var number) when number == 0 || number == 1 -> number == 1;
      case Real(var number) when number == 0 || number == 1 -> number == 1;
      case Text(var text) -> flagOf(text, where);
      case Word _, Whole _, Real _, Big _, JsonValue.Items _, Members _ ->
          throw where.problem(NOT_A_FLAG);
    };
  }

  private static boolean flagOf(String text, Place where) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "on", "t", "true", "y", "yes" -> true;
      case "0", "off", "f", "false", "n", "no" -> false;
      default -> throw where.problem(NOT_A_FLAG);
    };
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 0x1p63;
  }

  private static long parsed(String digits, Place where) {
    int point = digits.indexOf('.');
    try {
      return Long.parseLong(point < 0 ? digits : digits.substring(0, point));
    } catch (NumberFormatException e) {
      throw where.problem(NOT_AN_INTEGER);
    }
  }
}
