package io.byteleap.worker.setup;

import io.byteleap.domain.units.Label;
import java.util.stream.Collectors;

/// Lines of files, made safe to show.
final class Shown {
  private static final int LENGTH_MAX = 1_000;

  private Shown() {}

  /// A line with every character that a terminal could obey replaced, cut if it is very long.
  static String line(String text) {
    String cut = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "..." : text;
    return cut.codePoints()
        .mapToObj(Character::toString)
        .map(each -> each.isBlank() ? " " : Label.of(each).value())
        .collect(Collectors.joining());
  }
}
