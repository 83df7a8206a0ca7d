package io.byteleap.worker.gpu;

import java.util.function.Consumer;

/// Lines out of a stream of text that nobody has promised anything about: the beginning of each
/// line, and of lines only so many.
final class OutputLines {
  private static final int LENGTH_MAX = 256;
  private static final int COUNT_MAX = 200;

  private final Consumer<String> reader;
  private final StringBuilder line = new StringBuilder();
  private int count;

  OutputLines(Consumer<String> reader) {
    this.reader = reader;
  }

  void take(String text) {
    text.chars().forEach(character -> take((char) character));
  }

  private void take(char character) {
    if (character == '\n') {
      end();
    } else if (line.length() < LENGTH_MAX) {
      line.append(character);
    }
  }

  private void end() {
    if (!line.isEmpty() && count <= COUNT_MAX) {
      count++;
      reader.accept(count <= COUNT_MAX ? line.toString() : "(further lines are not logged)");
    }
    line.setLength(0);
  }
}
