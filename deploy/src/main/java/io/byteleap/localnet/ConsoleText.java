package io.byteleap.localnet;

import io.byteleap.domain.units.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a machine's system wrote to its serial line, in lines that can be shown. The last
/// [#LINES_MAX] are kept.
final class ConsoleText {
  static final int LINES_MAX = 5_000;

  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
  private static final int LINE_LENGTH_MAX = 4_096;
  private static final String LOGIN = " login:";

  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private int told;
  private int logins;

  /// Takes in what was written, in whatever pieces it comes. The question who wants to log in ends
  /// no line, and counts as one.
  synchronized void take(String text) {
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\n' || line.length() >= LINE_LENGTH_MAX) {
        end();
      } else {
        line.append(next);
      }
    }
    if (line.indexOf(LOGIN) > 0) {
      logins++;
      end();
    }
  }

  private void end() {
    var shown = Label.of(ESCAPES.matcher(line).replaceAll("").strip());
    line.setLength(0);
    if (shown.isBlank()) {
      return;
    }
    if (lines.size() >= LINES_MAX) {
      lines.removeFirst();
      told = Math.max(0, told - 1);
    }
    lines.add(shown.value());
  }

  /// Lines since this was asked last.
  synchronized List<String> news() {
    var news = List.copyOf(lines.subList(told, lines.size()));
    told = lines.size();
    return news;
  }

  /// How often the system, having booted, asked who wants to log in.
  synchronized int logins() {
    return logins;
  }
}
