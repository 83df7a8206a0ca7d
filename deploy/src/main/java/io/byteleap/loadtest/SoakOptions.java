package io.byteleap.loadtest;

import io.byteleap.localnet.TrialProgram;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The command line of `deploy/soak-miner`.
@Command(
    name = "soak-miner",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs a miner with simulated workers that disconnect, crash, flood and lie at moments that"
            + " the seed decides, and checks that nobody who behaves comes to harm.",
    footer = {
      "",
      "Exit codes: 0 nothing broke, 1 something did (the last lines say what, and the seed), 2 the",
      "command line is wrong."
    })
final class SoakOptions implements TrialProgram.Options {
  private static final int WORKERS_MIN = 10;
  private static final int WORKERS_MAX = 5_000;
  private static final Duration DURATION_MIN = Duration.ofSeconds(10);

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description = "How long, such as 90s, 10m or 1h (default: 60s).")
  private Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Simulated workers, a tenth of them rogues (default: ${DEFAULT-VALUE}).")
  private int workers = 1_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides who does what when (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  Duration duration() {
    return duration;
  }

  int workers() {
    return workers;
  }

  long seed() {
    return seed;
  }

  /// What is wrong with the numbers; empty when nothing is.
  @Override
  public Optional<String> problem() {
    if (workers < WORKERS_MIN || workers > WORKERS_MAX) {
      return Optional.of(
          "--workers must be " + WORKERS_MIN + " to " + WORKERS_MAX + ", is " + workers);
    }
    return duration.compareTo(DURATION_MIN) < 0
        ? Optional.of("--duration must be 10s or more, is " + duration.toSeconds() + "s")
        : Optional.empty();
  }

  /// A whole number and a unit: `90s`, `10m`, `1h`.
  static final class TimeReader implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
        throw new TypeConversionException(
            "must be a time such as 90s, 10m or 1h, is '" + text + "'");
      }
      return Duration.parse("PT" + text);
    }
  }
}
