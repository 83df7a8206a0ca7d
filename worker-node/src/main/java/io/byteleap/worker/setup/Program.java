package io.byteleap.worker.setup;

import java.time.Duration;
import java.util.List;

/// A program of the host to be run: its path and arguments, and how long it may take.
record Program(List<String> command, Duration timeMax) {
  Program {
    command = List.copyOf(command);
  }

  /// The command line as people write it; nothing in it needs quotes.
  String shown() {
    return String.join(" ", command);
  }
}
