package io.byteleap.clusterctl;

import java.util.List;
import java.util.stream.Collectors;

/// Words as a POSIX shell must read them to get them back unchanged. The one place where a text
/// becomes part of a command line.
public final class ShellWords {
  private static final String PLAIN = "[A-Za-z0-9_./:=@%+,-]+";

  private ShellWords() {}

  /// The word, in quotes unless no sign of it means anything to a shell. Refused: a NUL, which no
  /// argument can hold.
  public static String quoted(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an argument cannot hold a NUL");
    }
    return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// All of them, with spaces in between.
  public static String joined(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }
}
