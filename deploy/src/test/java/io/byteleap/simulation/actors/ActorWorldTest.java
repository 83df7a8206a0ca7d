package io.byteleap.simulation.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.simulation.Breach;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.FaultOptions;
import io.byteleap.simulation.Machines;
import io.byteleap.simulation.Minimiser;
import io.byteleap.simulation.Pace;
import io.byteleap.simulation.Planted;
import io.byteleap.simulation.Population;
import io.byteleap.simulation.Results;
import io.byteleap.simulation.Scenario;
import io.byteleap.simulation.Scenario.Care;
import io.byteleap.simulation.Scenario.Size;
import io.byteleap.simulation.World;
import io.byteleap.simulation.World.Stopped;
import io.byteleap.simulation.World.Survived;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Small worlds of real actors, in which every rule holds: a few of them, or as many as the system
/// property `simulation.actors.seeds` says. A failure prints the seed, the last events and the
/// shortest run that still fails.
final class ActorWorldTest {
  /// With the first ones all that can go wrong does.
  private static final int FIRST_SEED = 7;

  private static final int SEEDS = Integer.getInteger("simulation.actors.seeds", 3);
  private static final int PLANTED_SEEDS_MAX = 20;
  private static final int MINIMISER_RUNS = 20;

  @Test
  void worldWithoutFaults_losesNothing() {
    var results =
        survived(
            new Scenario(
                1,
                new Size(1, 2, 2),
                Duration.ofHours(1),
                FaultOptions.NONE,
                Pace.BRISK,
                ScoringPolicy.DEFAULT,
                new TreeSet<>(),
                Care.CLOSE));

    assertThat(results.counts().of(Counted.FAILED)).isZero();
    assertThat(results.counts().of(Counted.VERIFIED)).isPositive();
    assertThat(results.counts().of(Counted.INCLUSIONS)).isPositive();
    assertThat(results.counts().of(Counted.TOKENS)).isPositive();
    assertThat(results.counts().of(Counted.UNANSWERED)).isZero();
    assertThat(results.miners())
        .allSatisfy(miner -> assertThat(miner.availabilityMean()).isGreaterThan(0.8));
  }

  /// A hundred workers send twice as many words as a validator takes of a miner in the half minute
  /// in which most of them are done.
  @Test
  void minerWithAHundredWorkers_losesNoChallengeToItsValidatorsLimit() {
    var results =
        survived(
            new Scenario(
                1,
                new Size(1, 1, 100),
                Duration.ofMinutes(15),
                FaultOptions.NONE,
                Pace.USUAL,
                ScoringPolicy.DEFAULT,
                new TreeSet<>(),
                Care.COARSE));

    assertThat(results.counts().of(Counted.REFUSED_PACKAGES)).isPositive();
    assertThat(results.counts().of(Counted.VERIFIED)).isGreaterThan(200);
    assertThat(results.counts().failures()).isEmpty();
  }

  @Test
  void smallWorlds_keepEveryRule() {
    var results =
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
            .mapToObj(seed -> survived(Scenario.small(seed)))
            .toList();

    for (Counted what :
        new Counted[] {
          Counted.LOST,
          Counted.LINK_CUTS,
          Counted.VALIDATOR_CRASHES,
          Counted.MINER_CRASHES,
          Counted.WORKER_FAILURES,
          Counted.VERIFIED,
          Counted.LIES
        }) {
      assertThat(results).anySatisfy(one -> assertThat(one.counts().of(what)).isPositive());
    }
  }

  @Test
  void eventThatAJournalLost_isSeen() {
    var breach = caught(Planted.LOST_EVENT::machines, ActorPopulation::new);

    assertThat(breach.map(Breach::invariant)).isPresent().get().isIn(Planted.LOST_EVENT.caughtBy());
    assertThat(breach.get().lastEvents()).hasSizeBetween(1, 50);
    assertThat(breach.get().report()).contains("seed " + breach.get().scenario().seed());
  }

  @ParameterizedTest
  @EnumSource(PlantedActors.class)
  void plantedFault_isCaught(PlantedActors planted) {
    var breach =
        caught(() -> Machines.REAL, world -> new ActorPopulation(world, planted.sabotage()));

    assertThat(breach.map(Breach::invariant)).contains(planted.caughtBy());
  }

  private static Optional<Breach> caught(Supplier<Machines> machines, Population.Founder founder) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PLANTED_SEEDS_MAX; seed++) {
      if (World.run(Scenario.small(seed), machines.get(), founder, _ -> {})
          instanceof Stopped(var breach)) {
        return Optional.of(breach);
      }
    }
    return Optional.empty();
  }

  private static Results survived(Scenario scenario) {
    return switch (World.run(scenario, Machines.REAL, ActorPopulation::new, _ -> {})) {
      case Survived(var results) -> results;
      case Stopped(var breach) ->
          fail(
              Minimiser.shorten(breach, () -> Machines.REAL, ActorPopulation::new, MINIMISER_RUNS)
                  .report());
    };
  }
}
