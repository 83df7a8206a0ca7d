package io.byteleap.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;

/// JSON as Python's `json.dumps(sort_keys=True, ensure_ascii=False)` writes it: keys sorted by code
/// point, `", "` and `": "` between them, floats in the shortest form that reads back the same.
final class SortedText {
  private static final Comparator<String> BY_CODE_POINT = SortedText::compareCodePoints;

  private SortedText() {}

  static String of(JsonNode node) {
    var text = new StringBuilder();
    append(text, node);
    return text.toString();
  }

  private static void append(StringBuilder text, JsonNode node) {
    if (node.isObject()) {
      appendObject(text, node);
    } else if (node.isArray()) {
      appendArray(text, node);
    } else if (node.isTextual()) {
      appendString(text, node.textValue());
    } else if (node.isFloatingPointNumber()) {
      text.append(shortest(node.doubleValue()));
    } else {
      text.append(node.asText());
    }
  }

  private static void appendObject(StringBuilder text, JsonNode object) {
    text.append('{');
    object.properties().stream()
        .sorted(Map.Entry.comparingByKey(BY_CODE_POINT))
        .forEach(
            entry -> {
              separate(text, '{');
              appendString(text, entry.getKey());
              text.append(": ");
              append(text, entry.getValue());
            });
    text.append('}');
  }

  private static void appendArray(StringBuilder text, JsonNode array) {
    text.append('[');
    for (JsonNode item : array) {
      separate(text, '[');
      append(text, item);
    }
    text.append(']');
  }

  private static void separate(StringBuilder text, char opening) {
    if (text.charAt(text.length() - 1) != opening) {
      text.append(", ");
    }
  }

  private static void appendString(StringBuilder text, String value) {
    text.append('"');
    value.chars().forEach(character -> appendEscaped(text, (char) character));
    text.append('"');
  }

  private static void appendEscaped(StringBuilder text, char character) {
    switch (character) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      default -> {
        if (character < ' ') {
          text.append(String.format("\\u%04x", (int) character));
        } else {
          text.append(character);
        }
      }
    }
  }

  /// Python's `repr`: exponents from 1e16 on and below 1e-4, at least two exponent digits.
  private static String shortest(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    var decimal = shortestDecimal(value);
    double magnitude = Math.abs(value);
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

  private static int compareCodePoints(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    return Arrays.compare(a, b);
  }
}
