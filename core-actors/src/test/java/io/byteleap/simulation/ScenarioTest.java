package io.byteleap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.simulation.FaultOptions.Clocks;
import io.byteleap.simulation.FaultOptions.Outages;
import io.byteleap.simulation.Scenario.Size;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ScenarioTest {
  @Test
  void options_outsideTheirRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Size(0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Size(1, 5_000, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Size(1, 1, 101));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Outages(Double.NaN, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Outages(1, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new Clocks(Duration.ofSeconds(-1), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scenario.small(1).lasting(Duration.ofDays(61)));
  }

  @Test
  void plannedFaults_followTheSeed_andEndBeforeTheQuiet() {
    var scenario = harsh(11);

    var plan = Fault.plan(scenario);

    assertThat(plan).isNotEmpty().isEqualTo(Fault.plan(scenario));
    assertThat(plan).isNotEqualTo(Fault.plan(harsh(12)));
    assertThat(plan)
        .allSatisfy(
            fault ->
                assertThat(fault.until())
                    .isGreaterThan(fault.from())
                    .isLessThanOrEqualTo(scenario.faultsUntil().toMillis()));
  }

  /// What one link does is the same whatever the others are.
  @Test
  void faultsOfOneNode_doNotDependOnTheOthers() {
    var alone = harsh(3).with(new Size(1, 1, 1));
    var together = harsh(3).with(new Size(1, 3, 1));

    assertThat(crashesOfTheFirstMiner(together)).isEqualTo(crashesOfTheFirstMiner(alone));
  }

  private static java.util.List<Long> crashesOfTheFirstMiner(Scenario scenario) {
    return Fault.plan(scenario).stream()
        .filter(fault -> fault.kind() == Fault.Kind.MINER_CRASH && fault.who() == 0)
        .map(Fault::from)
        .toList();
  }

  private static Scenario harsh(long seed) {
    return Scenario.small(seed)
        .with(FaultOptions.HARSH)
        .lasting(Duration.ofHours(6))
        .sparing(new TreeSet<>());
  }
}
