package io.byteleap.loadtest;

import io.byteleap.localnet.TrialProgram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/load-miner`.
@Command(
    name = "load-miner",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Measures a miner under load and abuse, beside the same door in Python.",
    footer = {
      "",
      "Exit codes: 0 measured, 1 something went wrong (a wrong answer, a lost worker), 2 the"
          + " command",
      "line is wrong."
    })
final class LoadOptions implements TrialProgram.Options {
  private static final int WORKERS_MAX = 5_000;

  /// How long things are measured: the first warm-up, later ones, a measurement, an abuse.
  record Times(Duration warmUp, Duration settle, Duration measure, Duration abuse) {
    static final Times USUAL =
        new Times(
            Duration.ofSeconds(12),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(6));
    static final Times QUICK =
        new Times(
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3));
  }

  enum Part {
    heartbeats,
    round,
    abuse
  }

  @Option(
      names = "--workers",
      paramLabel = "N,N,…",
      split = ",",
      description = "Connected workers, one row each (default: ${DEFAULT-VALUE}).")
  private List<Integer> workers = List.of(100, 1_000, 5_000);

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Some of: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Part> parts = List.of(Part.values());

  @Option(names = "--quick", description = "Shorter measurements.")
  private boolean quick;

  @Option(names = "--no-python", description = "Without the door in Python.")
  private boolean withoutPython;

  List<Integer> workers() {
    return workers;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  Times times() {
    return quick ? Times.QUICK : Times.USUAL;
  }

  boolean isWithPython() {
    return !withoutPython;
  }

  /// What is wrong with the numbers; empty when nothing is.
  @Override
  public Optional<String> problem() {
    return workers.stream()
        .filter(count -> count < 1 || count > WORKERS_MAX)
        .findFirst()
        .map(count -> "--workers must be 1 to " + WORKERS_MAX + " each, is " + count);
  }
}
