package io.byteleap.config;

import io.byteleap.config.ConfigNode.Kind;
import io.byteleap.config.ConfigNode.Scalar;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which words stand for which values. What cannot be read is refused with an
/// [IllegalArgumentException] that says what would be right.
final class ConfigValues {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)?");

  private ConfigValues() {}

  /// The value of `scalar` as a `type`.
  static Object read(Scalar scalar, Class<?> type) {
    if (type == String.class) {
      return scalar.text();
    }
    if (type == int.class) {
      return Math.toIntExact(integer(scalar));
    }
    if (type == long.class) {
      return integer(scalar);
    }
    if (type == double.class) {
      return number(scalar);
    }
    if (type == boolean.class) {
      return flag(scalar);
    }
    if (type == Duration.class) {
      return duration(scalar.text());
    }
    if (type == Path.class) {
      return path(scalar.text());
    }
    return type.isEnum() ? constant(scalar.text(), type) : parsed(scalar.text(), type);
  }

  /// Whether `type` is written as one word.
  static boolean isValue(Class<?> type) {
    return type.isPrimitive()
        || type == String.class
        || type == Duration.class
        || type == Path.class
        || type.isEnum()
        || parser(type).isPresent();
  }

  private static long integer(Scalar scalar) {
    if (scalar.kind() != Kind.INTEGER) {
      throw new IllegalArgumentException("must be an integer, is '" + shown(scalar.text()) + "'");
    }
    try {
      return Long.decode(scalar.text().replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be an integer of 64 bits", e);
    }
  }

  private static double number(Scalar scalar) {
    if (scalar.kind() != Kind.INTEGER && scalar.kind() != Kind.NUMBER) {
      throw new IllegalArgumentException("must be a number, is '" + shown(scalar.text()) + "'");
    }
    double value = Double.parseDouble(scalar.text().replace("_", ""));
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("must be a finite number");
    }
    return value;
  }

  private static boolean flag(Scalar scalar) {
    return switch (scalar.kind() == Kind.BOOLEAN ? scalar.text().toLowerCase(Locale.ROOT) : "") {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "must be true or false, is '" + shown(scalar.text()) + "'");
    };
  }

  /// A whole number with a unit; without one it is seconds, as in the existing files.
  private static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a duration such as 500ms, 30s, 5m, 2h or 7d, is '" + shown(text) + "'");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
      case "ms" -> Duration.ofMillis(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofSeconds(count);
    };
  }

  private static Path path(String text) {
    String home = System.getProperty("user.home", "");
    return text.startsWith("~/") ? Path.of(home, text.substring(2)) : Path.of(text);
  }

  private static Object constant(String text, Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> wordOf(constant).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.stream(type.getEnumConstants())
                            .map(ConfigValues::wordOf)
                            .collect(Collectors.joining(", "))
                        + ", is '"
                        + shown(text)
                        + "'"));
  }

  private static String wordOf(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  /// Types of our own have a static `parse` that takes the word.
  private static Object parsed(String text, Class<?> type) {
    var parser =
        parser(type).orElseThrow(() -> new IllegalStateException("BUG: no way to read a " + type));
    try {
      return parser.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException problem) {
        throw problem;
      }
      throw new IllegalStateException("BUG: " + parser, e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("BUG: " + parser + " is not public", e);
    }
  }

  private static Optional<Method> parser(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("parse"))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
        .findFirst();
  }

  private static String shown(String text) {
    return io.byteleap.domain.units.Label.of(text).value();
  }
}
