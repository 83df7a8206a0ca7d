package io.byteleap.redteam;

import io.byteleap.localnet.TrialProgram;
import io.byteleap.redteam.Strategy.Family;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/redteam`.
@Command(
    name = "redteam",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Tries every known way to be paid for less than the work, and says for each what caught it,"
            + " how often, and what it earns.",
    footer = {
      "",
      "Exit codes: 0 all hold, 1 a cheat pays, is caught too seldom, or honest work is punished,",
      "2 the command line is wrong."
    })
final class RedteamOptions implements TrialProgram.Options {
  private static final int RUNS_MAX = 1_000_000;
  private static final int QUICK_RUNS = 10;
  private static final int QUICK_HONEST_ROUNDS = 2_000;
  private static final int QUICK_DOOR_ROUNDS = 1;
  private static final int DOOR_ROUNDS_MAX = 1_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides all that chance decides but keys (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Simulated rounds of each strategy (default: ${DEFAULT-VALUE}).")
  private int runs = 200;

  @Option(
      names = "--honest-rounds",
      paramLabel = "N",
      description =
          "Simulated rounds of honest units of every speed; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int honestRounds = 100_000;

  @Option(
      names = "--door-rounds",
      paramLabel = "N",
      description =
          "Rounds of each strategy at the door of a real validator; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int doorRounds = 10;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "These strategies alone, by their names in the table.")
  private List<String> only = List.of();

  @Option(names = "--v1", description = "Challenge v1 alone.")
  private boolean v1;

  @Option(names = "--v2", description = "Challenge v2 alone.")
  private boolean v2;

  @Option(
      names = "--quick",
      description = "The short form: 10 rounds of each, 2,000 honest ones, 1 at the door.")
  private boolean quick;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes the table there too, as comma-separated values.")
  private Path csv = Path.of("");

  long seed() {
    return seed;
  }

  int runs() {
    return quick ? Math.min(runs, QUICK_RUNS) : runs;
  }

  int honestRounds() {
    return quick ? Math.min(honestRounds, QUICK_HONEST_ROUNDS) : honestRounds;
  }

  int doorRounds() {
    return quick ? Math.min(doorRounds, QUICK_DOOR_ROUNDS) : doorRounds;
  }

  /// Empty for all.
  List<String> only() {
    return only;
  }

  /// Both when none is named; the rules of pay come with both.
  Set<Family> families() {
    if (v1 == v2) {
      return EnumSet.allOf(Family.class);
    }
    return EnumSet.of(v1 ? Family.V1 : Family.V2);
  }

  /// Empty when nothing is to be written.
  Optional<Path> csv() {
    return csv.toString().isEmpty() ? Optional.empty() : Optional.of(csv);
  }

  @Override
  public Optional<String> problem() {
    if (runs < 1 || runs > RUNS_MAX) {
      return Optional.of("--runs must be 1 to " + RUNS_MAX + ", is " + runs);
    }
    if (doorRounds < 0 || doorRounds > DOOR_ROUNDS_MAX) {
      return Optional.of("--door-rounds must be 0 to " + DOOR_ROUNDS_MAX + ", is " + doorRounds);
    }
    return honestRounds < 0 || honestRounds > RUNS_MAX
        ? Optional.of("--honest-rounds must be 0 to " + RUNS_MAX + ", is " + honestRounds)
        : Optional.empty();
  }
}
