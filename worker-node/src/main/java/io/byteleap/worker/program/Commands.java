package io.byteleap.worker.program;

import java.time.Duration;
import java.util.List;

/// Runs other programs of the machine: a list of words, never a line for a shell.
public interface Commands {
  /// Runs the program, for `timeout` at most. What it prints is kept up to a bound.
  Result run(List<String> words, Duration timeout);

  sealed interface Result {}

  /// It ended; `output` is what it wrote, errors included.
  record Exited(int code, String output) implements Result {}

  /// It could not be run, did not end in time, or was not to be run.
  record NotRun(String why) implements Result {}
}
