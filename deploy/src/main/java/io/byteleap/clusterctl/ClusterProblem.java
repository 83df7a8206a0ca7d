package io.byteleap.clusterctl;

import java.util.List;

/// What stands in the way, a line each, for whoever typed the command.
final class ClusterProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  ClusterProblem(List<String> lines) {
    super(String.join("\n", lines), null, false, false);
    this.lines = List.copyOf(lines);
  }

  ClusterProblem(String line) {
    this(List.of(line));
  }

  List<String> lines() {
    return lines;
  }
}
