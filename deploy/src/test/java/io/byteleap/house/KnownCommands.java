package io.byteleap.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands of other people's programs that pages may tell to give, and what gives them in a check:
/// `commands.txt`. A row is `PATTERN => FILE: TEXT` (the file of this repository does it, with this
/// text) or `PATTERN => not run here: REASON`. `*` in a pattern is any text.
final class KnownCommands {
  private static final Path FILE =
      Sources.ROOT.resolve("deploy/src/test/resources").resolve("commands.txt");
  private static final String NOT_RUN = "not run here";

  /// A row: which commands, and where they are given.
  record Row(String pattern, String where, String what) {
    private boolean covers(String command) {
      String regex =
          Arrays.stream(pattern.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      return command.matches(regex);
    }

    /// Whether what the row says of a check is so.
    boolean isTrue() {
      return where.equals(NOT_RUN)
          ? what.length() > 3
          : !what.isEmpty() && read(Sources.ROOT.resolve(where)).contains(what);
    }

    static Row of(String line) {
      String[] halves = line.split(" => ", 2);
      String[] check = halves.length < 2 ? new String[0] : halves[1].split(": ", 2);
      if (check.length < 2) {
        throw new IllegalArgumentException("neither a check nor a reason: " + line);
      }
      return new Row(halves[0].strip(), check[0].strip(), check[1].strip());
    }
  }

  private final List<Row> rows;

  private KnownCommands(List<Row> rows) {
    this.rows = rows;
  }

  static KnownCommands load() {
    return of(read(FILE));
  }

  static KnownCommands of(String text) {
    return new KnownCommands(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Row::of)
            .toList());
  }

  List<Row> rows() {
    return rows;
  }

  boolean covers(String command) {
    return rows.stream().anyMatch(row -> row.covers(command));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
