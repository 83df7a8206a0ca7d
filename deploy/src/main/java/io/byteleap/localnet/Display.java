package io.byteleap.localnet;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where the localnet shows what it sees.
sealed interface Display {
  /// `at` is the moment of the board; `news` is what happened since the last call.
  void show(Instant at, List<String> board, List<String> news);

  /// Leaves the screen as it is for what is printed next.
  void finish();

  static Display live(PrintStream out) {
    return new Live(out);
  }

  static Display plain(PrintStream out, Instant begun, Duration tableInterval) {
    return new Plain(out, begun, tableInterval);
  }

  /// A line an event, and the board now and then.
  final class Plain implements Display {
    private final PrintStream out;
    private final Instant begun;
    private final Duration tableInterval;
    private Instant lastTable;

    private Plain(PrintStream out, Instant begun, Duration tableInterval) {
      this.out = out;
      this.begun = begun;
      this.tableInterval = tableInterval;
      this.lastTable = begun;
    }

    @Override
    public void show(Instant at, List<String> board, List<String> news) {
      double seconds = Duration.between(begun, at).toMillis() / 1e3;
      news.forEach(line -> out.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds, line));
      if (!at.isBefore(lastTable.plus(tableInterval))) {
        lastTable = at;
        out.println();
        board.forEach(out::println);
        out.println();
      }
      out.flush();
    }

    @Override
    public void finish() {
      out.flush();
    }
  }

  /// The board, drawn again in place, and the last events under it.
  final class Live implements Display {
    private static final String TO_TOP = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_REST = "\u001b[J";
    private static final String CLEAR_ALL = "\u001b[2J";
    private static final int EVENTS_MAX = 100;
    private static final int LINES_USUAL = 40;
    private static final int COLUMNS_USUAL = 120;
    private static final Duration SIZE_INTERVAL = Duration.ofSeconds(2);

    private final PrintStream out;
    private final List<String> events = new ArrayList<>();
    private Size size = new Size(LINES_USUAL, COLUMNS_USUAL);
    private Instant sizeSeen = Instant.MIN;
    private boolean begun;

    private record Size(int lines, int columns) {}

    private Live(PrintStream out) {
      this.out = out;
    }

    @Override
    public void show(Instant at, List<String> board, List<String> news) {
      if (!at.isBefore(sizeSeen.plus(SIZE_INTERVAL))) {
        size = sizeOfTerminal();
        sizeSeen = at;
      }
      news.forEach(events::add);
      while (events.size() > EVENTS_MAX) {
        events.removeFirst();
      }
      draw(board);
    }

    private void draw(List<String> board) {
      List<String> lines = new ArrayList<>(board);
      lines.add("");
      int room = Math.max(0, size.lines() - lines.size() - 1);
      lines.addAll(events.subList(Math.max(0, events.size() - room), events.size()));
      var screen = new StringBuilder(begun ? TO_TOP : CLEAR_ALL + TO_TOP);
      begun = true;
      lines.stream()
          .limit(size.lines() - 1L)
          .forEach(line -> screen.append(fitted(line)).append(CLEAR_LINE).append("\r\n"));
      out.print(screen.append(CLEAR_REST));
      out.flush();
    }

    private String fitted(String line) {
      return line.length() <= size.columns() ? line : line.substring(0, size.columns());
    }

    /// Asks `stty`, which knows the terminal that is our input.
    private static Size sizeOfTerminal() {
      try {
        var process =
            new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile()).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] parts = text.strip().split(" ", -1);
        int lines = Integer.parseInt(parts[0]);
        int columns = Integer.parseInt(parts[1]);
        return lines > 0 && columns > 0
            ? new Size(lines, columns)
            : new Size(LINES_USUAL, COLUMNS_USUAL);
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return new Size(LINES_USUAL, COLUMNS_USUAL);
      }
    }

    @Override
    public void finish() {
      out.println();
      out.flush();
    }
  }
}
