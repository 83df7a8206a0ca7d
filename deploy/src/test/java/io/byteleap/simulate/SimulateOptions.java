package io.byteleap.simulate;

import io.byteleap.localnet.TrialProgram;
import io.byteleap.simulation.DomainPopulation;
import io.byteleap.simulation.FaultOptions;
import io.byteleap.simulation.Pace;
import io.byteleap.simulation.Population;
import io.byteleap.simulation.Scenario;
import io.byteleap.simulation.Scenario.Care;
import io.byteleap.simulation.Scenario.Size;
import io.byteleap.simulation.actors.ActorPopulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/simulate`.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Runs a whole subnet in simulated time, and reports what became of everybody.",
    footer = {
      "",
      "Exit codes: 0 every rule held, 1 one was broken or the report could not be written, 2 the",
      "command line is wrong, 78 a policy file is wrong."
    })
final class SimulateOptions implements TrialProgram.Options {
  private static final int HOURS_MAX = 24 * 60;

  enum Faults {
    none,
    mild,
    harsh
  }

  @Option(
      names = "--miners",
      paramLabel = "N",
      description = "Miners of the subnet (default: ${DEFAULT-VALUE}).")
  private int miners = 256;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers of each miner, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int workers = 100;

  @Option(
      names = "--validators",
      paramLabel = "N",
      description = "Validators; the report is of the first (default: ${DEFAULT-VALUE}).")
  private int validators = 1;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "How long the network lives (default: ${DEFAULT-VALUE}).")
  private int hours = 169;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides everything that chance decides (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Faults faults = Faults.mild;

  @Option(
      names = "--actors",
      description =
          "The nodes are the programs' own actors instead of the domain's machines alone; a"
              + " hundred times as slow.")
  private boolean actors;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "How the world is scored, instead of the validator's usual policy (YAML).")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "A second policy, by which the same world is scored once more.")
  private Optional<Path> compare = Optional.empty();

  @Option(
      names = "--challenges-max",
      paramLabel = "N",
      description =
          "More challenges than this would be too many for a run of a few minutes, so they are"
              + " issued less often (default: ${DEFAULT-VALUE}).")
  private int challengesMax = 1_000_000;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes (default: deploy/target/simulate).")
  private Optional<Path> out = Optional.empty();

  /// What the nodes are made of.
  Population.Founder founder() {
    return actors ? ActorPopulation::new : DomainPopulation::new;
  }

  Optional<Path> policy() {
    return policy;
  }

  Optional<Path> compare() {
    return compare;
  }

  Path out(Path usual) {
    return out.orElse(usual);
  }

  /// What is wrong with the numbers; empty when nothing is.
  @Override
  public Optional<String> problem() {
    if (hours < 1 || hours > HOURS_MAX) {
      return Optional.of("--hours must be 1 to " + HOURS_MAX + ", is " + hours);
    }
    if (challengesMax < 1) {
      return Optional.of("--challenges-max must be 1 or more, is " + challengesMax);
    }
    try {
      new Size(validators, miners, workers);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// The world, scored by `file`.
  Scenario scenario(PolicyFile file) {
    int stretch = stretch(file);
    var interval = file.validation().challengeInterval().multipliedBy(stretch);
    var usual = Pace.USUAL.withChallengesEach(interval);
    var scores = usual.scores();
    return new Scenario(
        seed,
        new Size(validators, miners, workers),
        Duration.ofHours(hours),
        options(),
        usual.with(
            new Pace.Scores(
                file.weightManagement().scoreInterval(),
                scores.look(),
                scores.tempo(),
                scores.servingMin())),
        file.scoring(stretch),
        new TreeSet<>(),
        Care.COARSE);
  }

  /// How many times as far apart challenges are as the policy says, so that there are not more than
  /// `--challenges-max` even if nobody is leased.
  int stretch(PolicyFile file) {
    long rounds = Duration.ofHours(hours).dividedBy(file.validation().challengeInterval()) + 1;
    long most = rounds * validators * miners * workers;
    return Math.toIntExact(Math.max(1, Math.ceilDiv(most, (long) challengesMax)));
  }

  private FaultOptions options() {
    return switch (faults) {
      case none -> FaultOptions.NONE;
      case mild -> FaultOptions.MILD;
      case harsh -> FaultOptions.HARSH;
    };
  }

  /// The run in words that make it again.
  String inWords() {
    return "--miners %d --workers %d --validators %d --hours %d --seed %d --faults %s"
            .formatted(miners, workers, validators, hours, seed, faults)
        + (actors ? " --actors" : "");
  }
}
