package io.byteleap.loadtest;

import io.byteleap.loadtest.SoakOptions.TimeReader;
import io.byteleap.localnet.TrialProgram;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/load-validator`.
@Command(
    name = "load-validator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Measures a validator with its embedded database under the load of a whole subnet: signed,"
            + " encrypted requests of miners with a hundred workers each.",
    footer = {
      "",
      "Exit codes: 0 measured, 1 something went wrong (a request was not answered), 2 the command",
      "line is wrong."
    })
final class LoadValidatorOptions implements TrialProgram.Options {
  /// Those that warm the validator up, and one that is new to it then.
  private static final int MINERS_MIN = ValidatorLoad.WARM_MINERS + 1;

  /// The places of a subnet, less the validator's own.
  private static final int MINERS_MAX = 255;
  private static final int RATE_MAX = 1_000;

  @Option(
      names = "--miners",
      paramLabel = "N",
      description = "Miners, of a hundred workers each (default: ${DEFAULT-VALUE}).")
  private int miners = MINERS_MAX;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Heartbeats a second while they are timed (default: ${DEFAULT-VALUE}).")
  private int rate = 40;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description =
          "How long the subnet lives, heartbeats every 60 s and polls every 30 s (default: 6m,"
              + " which holds the start of a five-minute bucket).")
  private Duration duration = Duration.ofMinutes(6);

  int miners() {
    return miners;
  }

  int rate() {
    return rate;
  }

  Duration duration() {
    return duration;
  }

  @Override
  public Optional<String> problem() {
    if (miners < MINERS_MIN || miners > MINERS_MAX) {
      return Optional.of("--miners must be " + MINERS_MIN + " to " + MINERS_MAX + ", is " + miners);
    }
    return rate < 1 || rate > RATE_MAX
        ? Optional.of("--rate must be 1 to " + RATE_MAX + ", is " + rate)
        : Optional.empty();
  }
}
