package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The messages by which the guides tell what to do are messages of the programs: whoever searches
/// a page for a line of the log finds it. Ellipses, numbers, `N` and `X` stand for what differs.
final class SymptomsTest {
  /// Heads of the tables that begin with messages.
  private static final List<String> HEADS =
      List.of("It says", "What is said", "Refusal", "Log, or a task's error", "message");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  /// What differs from one time to the next, and where a message is put together.
  private static final Pattern DIFFERENT = Pattern.compile("…|\\.\\.\\.|\\b[NX]\\b|\\b\\d+\\b|: ");

  /// Where a text goes on in the next literal.
  private static final Pattern SEAM = Pattern.compile("\"\\s*\\+\\s*\"");

  private final String said = said();

  @Test
  void everyMessage_isOneOfAProgram() {
    var cells =
        Pages.guides().stream()
            .flatMap(page -> HEADS.stream().flatMap(head -> page.firstCells(head).stream()))
            .toList();

    assertThat(cells).hasSizeGreaterThan(60);
    assertThat(cells.stream().flatMap(cell -> strangers(cell).stream())).isEmpty();
  }

  @Test
  void messageOfNobody_isSeen() {
    var page =
        new Page(
            Sources.ROOT.resolve("page.md"),
            List.of(
                "| It says | Do |",
                "|---|---|",
                "| `no scores this time` | wait |",
                "| `must be … to …`, `the cat sits on the node` | chase it |"));

    assertThat(page.firstCells("It says").stream().flatMap(cell -> strangers(cell).stream()))
        .containsExactly("page.md:4: the cat sits on the node");
  }

  /// What of the cell's code nobody says.
  private List<String> strangers(Page.Line cell) {
    return new Page(cell.page().file(), List.of(cell.text()))
        .spans().stream()
            .filter(span -> !DIFFERENT.splitAsStream(span.text()).allMatch(this::isSaid))
            .map(span -> cell.page().name() + ":" + cell.number() + ": " + span.text())
            .toList();
  }

  private boolean isSaid(String piece) {
    return said.contains(piece.replaceAll("^[^\\p{Alnum}]+|[^\\p{Alnum}]+$", ""));
  }

  /// All literals of all programs, a line each.
  private static String said() {
    var all = new StringBuilder();
    try {
      for (Path file : Sources.java()) {
        if (file.toString().contains("/src/main/")) {
          String code = SEAM.matcher(Files.readString(file)).replaceAll("");
          literals(code).forEach(literal -> all.append(literal).append('\n'));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  private static Stream<String> literals(String code) {
    return LITERAL.matcher(code).results().map(found -> found.group(1).replace("\\\"", "\""));
  }
}
