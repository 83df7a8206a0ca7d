package io.byteleap.domain.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.Recovery.Clear;
import io.byteleap.domain.vm.Recovery.Keep;
import io.byteleap.domain.vm.Recovery.Missed;
import io.byteleap.domain.vm.Recovery.Reached;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RecoveryTest {
  private static final VmTaskId TASK = new VmTaskId("t-1");

  @ParameterizedTest
  @EnumSource(MakeStep.class)
  void halfMadeMachine_isCleared_unlessItRunsAlready(MakeStep step) {
    for (Sighting seen : Sighting.values()) {
      var recovery = Recovery.of(new Making(TASK, step), seen);

      boolean stands = step == MakeStep.STARTED && seen == Sighting.RUNNING;
      assertThat(recovery)
          .isEqualTo(
              stands
                  ? new Keep(new Standing(Seed.INSERTED))
                  : new Clear(new Clearing(Cause.NOT_MADE)));
    }
  }

  @ParameterizedTest
  @EnumSource(Sighting.class)
  void tenantsMachine_isKept_whateverLibvirtSays(Sighting seen) {
    var standing = new Standing(Seed.REMOVED);

    assertThat(Recovery.of(standing, seen)).isEqualTo(new Keep(standing));
  }

  @Test
  void clearing_goesOn() {
    var clearing = new Clearing(Cause.ORDERED);

    assertThat(Recovery.of(clearing, Sighting.RUNNING)).isEqualTo(new Clear(clearing));
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE, RUNNING, true",
    "CREATE, OFF, false",
    "CREATE, ABSENT, false",
    "START, RUNNING, true",
    "START, OFF, false",
    "STOP, OFF, true",
    "STOP, RUNNING, false",
    "DESTROY, ABSENT, true",
    "DESTROY, RUNNING, false",
    "REBOOT, RUNNING, false",
    "INSIDE, RUNNING, false",
  })
  void orderThatWasCutOff_isDoneOnlyIfThatCanBeSeen(Deed deed, Sighting seen, boolean done) {
    assertThat(Recovery.endOf(deed, seen)).isInstanceOf(done ? Reached.class : Missed.class);
  }
}
