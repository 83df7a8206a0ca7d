package io.byteleap.faulttest;

import io.byteleap.localnet.TrialProgram;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of `deploy/crash-test`.
@Command(
    name = "crash-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs a validator with two miners and four workers, kills it (kill -9) at moments that the"
            + " seed decides, at work and while it starts, and checks after each that nothing is"
            + " lost and nothing was done twice.",
    footer = {
      "",
      "Exit codes: 0 nothing broke, 1 something did (the last lines say what, and the seed), 2 the",
      "command line is wrong."
    })
final class CrashOptions implements TrialProgram.Options {
  private static final int KILLS_MAX = 10_000;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How many times (default: ${DEFAULT-VALUE}).")
  private int kills = 100;

  @Mixin private FaultOptions common = new FaultOptions();

  int kills() {
    return kills;
  }

  FaultOptions common() {
    return common;
  }

  /// What is wrong with the numbers; empty when nothing is.
  @Override
  public Optional<String> problem() {
    return kills < 1 || kills > KILLS_MAX
        ? Optional.of("--kills must be 1 to " + KILLS_MAX + ", is " + kills)
        : common.problem();
  }
}
