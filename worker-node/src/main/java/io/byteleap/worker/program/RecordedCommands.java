package io.byteleap.worker.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs nothing and keeps what would have been run: for a root directory that is not this
/// machine's, and for a dry run.
public final class RecordedCommands implements Commands {
  private final List<String> lines = new ArrayList<>();

  @Override
  public Result run(List<String> words, Duration timeout) {
    lines.add(String.join(" ", words));
    return new NotRun("not run: only recorded");
  }

  /// A line for each program, in the order in which they were to run.
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
