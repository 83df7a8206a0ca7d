package io.byteleap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.Scenario.Care;
import io.byteleap.simulation.Scenario.Size;
import io.byteleap.simulation.World.Stopped;
import io.byteleap.simulation.World.Survived;
import java.time.Duration;
import java.util.EnumSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Small worlds, in which every rule holds: 300 of them, or as many as the system property
/// `simulation.seeds` says. A failure prints the seed, the last events and the shortest run that
/// still fails.
final class WorldTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);
  private static final int MINIMISER_RUNS = 300;

  @Test
  void smallWorlds_keepEveryRule_andSeeEveryFault() {
    var seen =
        LongStream.range(0, SEEDS)
            .parallel() // worlds know nothing of each other
            .mapToObj(seed -> survived(Scenario.small(seed)).results().counts())
            .flatMap(
                counts -> Stream.of(Counted.values()).filter(counted -> counts.of(counted) > 0))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Counted.class)));

    assertThat(seen).containsExactlyInAnyOrder(Counted.values());
  }

  @Test
  void sameSeed_isTheSameWorld() {
    var scenario = Scenario.small(7);

    var first = survived(scenario).results();
    var second = survived(scenario).results();

    assertThat(second.miners()).isEqualTo(first.miners());
    assertThat(second.samples()).isEqualTo(first.samples());
    for (Counted counted : Counted.values()) {
      assertThat(second.counts().of(counted)).isEqualTo(first.counts().of(counted));
    }
  }

  @Test
  void worldWithoutFaults_losesNothing() {
    var scenario =
        new Scenario(
            1,
            new Size(1, 2, 3),
            Duration.ofHours(3),
            FaultOptions.NONE,
            Pace.BRISK,
            ScoringPolicy.DEFAULT,
            new TreeSet<>(),
            Care.CLOSE);

    var results = survived(scenario).results();

    assertThat(results.counts().of(Counted.FAILED)).isZero();
    assertThat(results.counts().of(Counted.VERIFIED)).isPositive();
    assertThat(results.counts().of(Counted.INCLUSIONS)).isPositive();
    assertThat(results.counts().of(Counted.UNANSWERED)).isZero();
    assertThat(results.miners())
        .allSatisfy(miner -> assertThat(miner.availabilityMean()).isGreaterThan(0.9));
  }

  static Survived survived(Scenario scenario) {
    return switch (World.run(scenario)) {
      case Survived survived -> survived;
      case Stopped(var breach) ->
          fail(Minimiser.shorten(breach, () -> Machines.REAL, MINIMISER_RUNS).report());
    };
  }
}
