package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ShownSubnet;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.validator.challenge.UnitKeeper.Command;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UnitKeeperTest {
  private static final UnitName MINE = unit("5Miner");
  private static final UnitName RIVALS = unit("5Rival");
  private static final WorkerKey KEY = new WorkerKey("0a".repeat(32));
  private static final WorkerKey OTHER = new WorkerKey("0b".repeat(32));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ShownSubnet subnet = new ShownSubnet();
  private EventSourcedBehaviorTestKit<Command, UnitBook.Event, UnitBook> keeper;

  private static UnitName unit(String miner) {
    return new UnitName(new Hotkey(miner), new WorkerId("w-1"), new UnitId("GPU-1"));
  }

  @BeforeEach
  void start() {
    keeper =
        EventSourcedBehaviorTestKit.create(
            kit.system(),
            UnitKeeper.create(subnet.view(), ValidatorMetrics.in(registry, clock), clock));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void firstKey_isBound_alsoAfterARestart_andNoOtherIsTakenThen() {
    assertThat(refused(new Binding(MINE, KEY))).isEmpty();
    keeper.restart();

    assertThat(refused(new Binding(MINE, KEY))).isEmpty();
    assertThat(refused(new Binding(MINE, OTHER)))
        .containsExactly(new UnitKeeper.Refusal(MINE, ExactRefusal.OTHER_KEY));
  }

  @Test
  void unitsOfOneMessage_areBoundOneAfterTheOther() {
    assertThat(refused(new Binding(MINE, KEY), new Binding(RIVALS, KEY)))
        .containsExactly(new UnitKeeper.Refusal(RIVALS, ExactRefusal.KEY_OF_ANOTHER));
  }

  @Test
  void deviceThatTwoClaim_isShown() {
    refused(new Binding(MINE, KEY), new Binding(RIVALS, OTHER));

    assertThat(keeper.<UnitKeeper.Disputed>runCommand(UnitKeeper.GetDisputed::new).reply())
        .isEqualTo(
            new UnitKeeper.Disputed(
                2, List.of(new UnitKeeper.Dispute(MINE.unit(), List.of(MINE, RIVALS)))));
    assertThat(registry.get("byteleap.units.disputed").gauge().value()).isEqualTo(1);
  }

  @Test
  void releasedUnit_beginsWithANewKey_andItsOldOneIsFree() {
    refused(new Binding(MINE, KEY));

    assertThat(released(MINE)).isTrue();
    keeper.restart();

    assertThat(refused(new Binding(MINE, OTHER), new Binding(RIVALS, KEY))).isEmpty();
    assertThat(released(unit("5Nobody"))).isFalse();
  }

  private boolean released(UnitName unit) {
    return keeper
        .<UnitKeeper.Released>runCommand(replyTo -> new UnitKeeper.Release(unit, replyTo))
        .reply()
        .wasBound();
  }

  @Test
  void unitsOfAMinerThatLeft_areForgotten_onceTheMembersAreKnown() {
    refused(new Binding(MINE, KEY), new Binding(RIVALS, OTHER));
    clock.pass(Duration.ofHours(1));
    assertThat(keeper.getState().count()).isEqualTo(2);

    subnet.show(1, 0, MINE.hotkey());
    clock.pass(Duration.ofHours(1));

    assertThat(keeper.getState().bindings()).containsExactly(new Binding(MINE, KEY));
    assertThat(registry.get("byteleap.units.disputed").gauge().value()).isZero();
  }

  private List<UnitKeeper.Refusal> refused(Binding... signed) {
    return keeper
        .<UnitKeeper.Known>runCommand(to -> new UnitKeeper.Bind(List.of(signed), to))
        .reply()
        .refused();
  }
}
