package io.byteleap.validator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyChanges.Change;
import io.byteleap.domain.policy.PolicyChanges.PolicyChanged;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.policy.PolicyValue.Count;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.policy.PolicyKeeper.Altered;
import io.byteleap.validator.policy.PolicyKeeper.Command;
import io.byteleap.validator.policy.PolicyKeeper.Refused;
import io.byteleap.validator.policy.PolicyKeeper.Reply;
import io.byteleap.validator.policy.PolicyKeeper.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyKeeperTest {
  private static final Hotkey HUB = new Hotkey("5Hub");
  private static final SortedMap<String, PolicyValue> CONFIGURED =
      settings(Map.of("a", new Count(1), "b", new Count(2)));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final PolicyRules rules = PolicyKeeperTest::outcome;
  private final EventSourcedBehaviorTestKit<Command, PolicyChanges.Event, PolicyChanges> keeper =
      EventSourcedBehaviorTestKit.create(kit.system(), PolicyKeeper.create(rules, clock));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void change_isAnEvent_thatSaysWhoWhenBeforeAndAfter() {
    var result = keeper.<Reply>runCommand(to -> alter(Map.of("a", new Count(9)), to));

    var change = new Change("a", new Count(1), new Count(9));
    assertThat(result.reply()).isEqualTo(new Altered(List.of(change)));
    assertThat(result.event()).isEqualTo(new PolicyChanged(HUB, List.of(change), clock.instant()));
  }

  @Test
  void changesThatDoNotFitTogether_areRefusedAsAWhole() {
    var result =
        keeper.<Reply>runCommand(to -> alter(Map.of("a", new Count(9), "b", new Count(-1)), to));

    assertThat(result.reply()).isEqualTo(new Refused(Label.of("b below 0")));
    assertThat(result.hasNoEvents()).isTrue();
    assertThat(result.state()).isEqualTo(PolicyChanges.NONE);
  }

  @Test
  void changeThatHoldsAlready_isNoEvent() {
    keeper.<Reply>runCommand(to -> alter(Map.of("a", new Count(9)), to));

    var again = keeper.<Reply>runCommand(to -> alter(Map.of("a", new Count(9)), to));

    assertThat(again.reply()).isEqualTo(new Altered(List.of()));
    assertThat(again.hasNoEvents()).isTrue();
  }

  @Test
  void changes_surviveARestart() {
    keeper.<Reply>runCommand(to -> alter(Map.of("a", new Count(9)), to));

    keeper.restart();
    var shown = keeper.<Shown>runCommand(PolicyKeeper.Follow::new).reply();

    assertThat(shown.changes().settings()).isEqualTo(settings(Map.of("a", new Count(9))));
  }

  @Test
  void view_showsTheConfigurationFirst_andEveryChangeFromThenOn() {
    var view = new PolicyView(policy(CONFIGURED));
    TestProbe<Command> asked = kit.createTestProbe();
    kit.spawn(PolicyFollower.create(asked.ref(), rules, view));
    clock.pass(Duration.ZERO);
    var follower = asked.expectMessageClass(PolicyKeeper.Follow.class).follower();
    assertThat(view.running().settings()).isEqualTo(CONFIGURED);

    follower.tell(new Shown(changes(Map.of("a", new Count(9)))));

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(view.running().settings().get("a")).isEqualTo(new Count(9)));
    clock.pass(Duration.ofSeconds(10));
    asked.expectMessageClass(PolicyKeeper.Follow.class);
  }

  @Test
  void followers_areToldOfEachChange() {
    TestProbe<Shown> follower = kit.createTestProbe();
    keeper.runCommand(new PolicyKeeper.Follow(follower.ref()));
    assertThat(follower.receiveMessage()).isEqualTo(new Shown(PolicyChanges.NONE));

    keeper.<Reply>runCommand(to -> alter(Map.of("b", new Count(3)), to));

    assertThat(follower.receiveMessage()).isEqualTo(new Shown(changes(Map.of("b", new Count(3)))));
  }

  /// The operator has changed the configuration meanwhile: it holds alone, until changes fit again.
  @Test
  void changesThatDoNotFitTheConfiguration_areNotShown() {
    var view = new PolicyView(policy(CONFIGURED));
    TestProbe<Command> asked = kit.createTestProbe();
    kit.spawn(PolicyFollower.create(asked.ref(), rules, view));
    clock.pass(Duration.ZERO);
    var follower = asked.expectMessageClass(PolicyKeeper.Follow.class).follower();

    follower.tell(new Shown(changes(Map.of("a", new Count(-1)))));
    follower.tell(new Shown(changes(Map.of("a", new Count(-1), "b", new Count(-1)))));
    follower.tell(new Shown(changes(Map.of("b", new Count(5)))));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(view.running().settings())
                    .isEqualTo(settings(Map.of("a", new Count(1), "b", new Count(5)))));
  }

  private static PolicyKeeper.Alter alter(
      Map<String, PolicyValue> wished, ActorRef<Reply> replyTo) {
    return new PolicyKeeper.Alter(HUB, settings(wished), replyTo);
  }

  private static PolicyChanges changes(Map<String, PolicyValue> changed) {
    return new PolicyChanges(settings(changed));
  }

  private static SortedMap<String, PolicyValue> settings(Map<String, PolicyValue> values) {
    return new TreeMap<>(values);
  }

  /// Counts must not be below 0.
  private static PolicyRules.Outcome outcome(PolicyChanges changes) {
    var all = new TreeMap<>(CONFIGURED);
    all.putAll(changes.settings());
    return all.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Count(var count) && count < 0)
        .map(Map.Entry::getKey)
        .<PolicyRules.Outcome>map(key -> new PolicyRules.Unfit(Label.of(key + " below 0")))
        .findFirst()
        .orElseGet(() -> new PolicyRules.Fit(policy(all)));
  }

  private static RunningPolicy policy(SortedMap<String, PolicyValue> settings) {
    var minute = Duration.ofMinutes(1);
    return new RunningPolicy(
        ScoringPolicy.DEFAULT,
        minute,
        new ChallengePolicy(
            new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(1, 0)),
            new Patience(minute, minute, minute, minute)),
        settings);
  }
}
