package io.byteleap.domain.passthrough;

import java.util.regex.Pattern;

/// The last line of a shell file that assigns a variable.
sealed interface GrubLine {
  record Missing() implements GrubLine {}

  /// It assigns the variable in a way that cannot be edited with certainty.
  record Strange(String why) implements GrubLine {}

  /// The line from `start` to `end` of the file, without its end: `head`, the opening quote
  /// included, then `value`, then `tail`.
  record Found(int start, int end, String head, String value, String tail) implements GrubLine {
    String text() {
      return head + value + tail;
    }

    /// The line with another value, quoted if it was not.
    String with(String other) {
      return head.endsWith("=") && !other.equals(value)
          ? head + "\"" + other + "\"" + tail
          : head + other + tail;
    }
  }

  static GrubLine last(String variable, String text) {
    var assignment = Pattern.compile("[ \\t]*(?:export[ \\t]+)?" + variable + "=.*");
    var form =
        Pattern.compile(
            "(?<head>[ \\t]*(?:export[ \\t]+)?"
                + variable
                + "=(?<quote>[\"']?))(?<value>.*?)(?<tail>\\k<quote>[ \\t]*\\r?(?:#.*)?)");
    GrubLine last = new Missing();
    int start = 0;
    int number = 1;
    for (String line : text.split("\n", -1)) {
      if (assignment.matcher(line).lookingAt()) {
        var parts = form.matcher(line);
        last =
            parts.matches() && isPlain(parts.group("quote"), parts.group("value"))
                ? new Found(
                    start,
                    start + line.length(),
                    parts.group("head"),
                    parts.group("value"),
                    parts.group("tail"))
                : new Strange("line " + number + " assigns " + variable + " in a form not known");
      }
      start += line.length() + 1;
      number++;
    }
    return last;
  }

  /// Whether the shell reads the value as it stands there, with no quotes or line breaks in it.
  private static boolean isPlain(String quote, String value) {
    return quote.isEmpty()
        ? value.matches("[A-Za-z0-9_.,:=/@%+-]*")
        : !value.contains(quote) && !value.contains("\\") && !value.contains("`");
  }
}
