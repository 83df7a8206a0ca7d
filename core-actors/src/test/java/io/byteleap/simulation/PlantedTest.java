package io.byteleap.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.simulation.World.Stopped;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every planted fault is caught, by the rule that is there for it, within a few seeds.
final class PlantedTest {
  private static final int SEEDS_MAX = 200;
  private static final int MINIMISER_RUNS = 60;

  @ParameterizedTest
  @EnumSource(Planted.class)
  void plantedFault_isCaught(Planted planted) {
    var breach = caught(planted);

    assertThat(breach.map(Breach::invariant)).isPresent().get().isIn(planted.caughtBy());
    assertThat(breach.get().report())
        .contains("seed " + breach.get().scenario().seed(), breach.get().invariant().says());
    assertThat(breach.get().lastEvents()).hasSizeBetween(1, 50);
  }

  @Test
  void brokenRun_isMadeShorter() {
    var breach = caught(Planted.REUSED_NUMBER).orElseThrow();

    var shortest = Minimiser.shorten(breach, Planted.REUSED_NUMBER::machines, MINIMISER_RUNS);

    assertThat(shortest.invariant()).isEqualTo(breach.invariant());
    assertThat(shortest.scenario().size()).isEqualTo(new Scenario.Size(1, 1, 1));
    assertThat(shortest.scenario().length()).isLessThan(breach.scenario().length());
  }

  private static Optional<Breach> caught(Planted planted) {
    for (long seed = 0; seed < SEEDS_MAX; seed++) {
      if (World.run(Scenario.small(seed), planted.machines(), _ -> {})
          instanceof Stopped(var breach)) {
        return Optional.of(breach);
      }
    }
    return Optional.empty();
  }
}
