package io.byteleap.faulttest;

import io.byteleap.localnet.TrialProgram;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of `deploy/cluster-test`.
@Command(
    name = "cluster-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs one validator as three processes on one PostgreSQL, behind a balancer, with two"
            + " miners and two workers; kills and freezes processes as the seed decides, leaves one"
            + " alone, restarts all in turn, and checks that it is served again soon, that nothing"
            + " is lost and nothing was written twice.",
    footer = {
      "",
      "Exit codes: 0 nothing broke, 1 something did (the last lines say what, and the seed), 2 the",
      "command line is wrong."
    })
final class ClusterOptions implements TrialProgram.Options {
  private static final int ROUNDS_MAX = 1_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How many processes are killed, and how many frozen (default: 5).")
  private int rounds = 5;

  @Mixin private FaultOptions common = new FaultOptions();

  int rounds() {
    return rounds;
  }

  FaultOptions common() {
    return common;
  }

  /// What is wrong with the numbers; empty when nothing is.
  @Override
  public Optional<String> problem() {
    return rounds < 1 || rounds > ROUNDS_MAX
        ? Optional.of("--rounds must be 1 to " + ROUNDS_MAX + ", is " + rounds)
        : common.problem();
  }
}
