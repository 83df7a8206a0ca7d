package io.byteleap.simulate;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/// How far a run is: a bar that is drawn in place on a terminal, and a line each tenth elsewhere.
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 40;
  private static final int PERCENT = 100;
  private static final int TENTH = 10;

  private final PrintStream out;
  private final String name;
  private final boolean isTerminal;
  private int shown = -1;

  private ProgressBar(PrintStream out, String name, boolean isTerminal) {
    this.out = out;
    this.name = name;
    this.isTerminal = isTerminal;
  }

  static ProgressBar on(PrintStream out, String name) {
    return new ProgressBar(
        out, name, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  void show(double share) {
    int percent = (int) (share * PERCENT);
    if (percent == shown) {
      return;
    }
    if (isTerminal) {
      out.print("\r" + line(name, percent));
      out.flush();
    } else if (percent / TENTH != shown / TENTH || shown < 0) {
      out.println(line(name, percent));
    }
    shown = percent;
  }

  static String line(String name, int percent) {
    int full = percent * WIDTH / PERCENT;
    return name + " [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + percent + " %";
  }

  @Override
  public void close() {
    if (isTerminal) {
      out.println();
    }
  }
}
