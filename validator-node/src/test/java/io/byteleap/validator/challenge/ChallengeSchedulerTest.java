package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ShownSubnet;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.presence.ScoringEntity;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChallengeSchedulerTest {
  private static final Hotkey OWN = new Hotkey("5Validator");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final Hotkey RIVAL = new Hotkey("5Rival");
  private static final UnitId DEVICE = new UnitId("GPU-1");
  private static final Duration INTERVAL = Duration.ofMinutes(4);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final TestProbe<ScoringEntity.Command> ledger = kit.createTestProbe();
  private final TestProbe<ChallengeRound.Command> round = kit.createTestProbe();
  private final TestProbe<UnitKeeper.Command> units = kit.createTestProbe();
  private final ShownSubnet subnet = new ShownSubnet();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void idleWorkersOfAMiner_getChallengesAtAnInterval() {
    subnet.show(1, 0, OWN, MINER);
    start();

    answerIdle("w-1");
    assertThat(round.receiveMessage())
        .isEqualTo(
            new ChallengeRound.Issue(List.of(new Candidate(new WorkerId("w-1"), List.of()))));

    clock.pass(INTERVAL.minusSeconds(1));
    ledger.expectNoMessage();
    clock.pass(Duration.ofSeconds(1));
    answerIdle();
    assertThat(round.receiveMessage()).isEqualTo(new ChallengeRound.Issue(List.of()));
  }

  @Test
  void subnetThatIsNotKnownYet_isLookedAtAgainSoon() {
    start();
    ledger.expectNoMessage();

    subnet.show(1, 0, OWN, MINER);
    clock.pass(Duration.ofSeconds(1));

    answerIdle("w-1");
    assertThat(round.receiveMessage()).isInstanceOf(ChallengeRound.Issue.class);
  }

  @Test
  void muster_isDrawnFromAllThatAreIdle_disputesFirst_andOpensALittleLater() {
    subnet.show(1, 0, OWN, MINER, RIVAL);
    startWithMusters();
    answer(able("w-1"), MINER);
    answer(able("w-1"), RIVAL);
    assertThat(issued().occasion()).isEqualTo(Occasion.ANY_TIME);
    assertThat(issued().occasion()).isEqualTo(Occasion.ANY_TIME);

    clock.pass(INTERVAL);
    var disputed = units.expectMessageClass(UnitKeeper.GetDisputed.class);
    disputed
        .replyTo()
        .tell(
            new UnitKeeper.Disputed(
                2,
                List.of(
                    new UnitKeeper.Dispute(
                        DEVICE, List.of(claim(MINER, "w-7"), claim(RIVAL, "w-8"))))));
    answer(able("w-1", "w-7"), MINER);
    answer(able("w-1", "w-8"), RIVAL);
    round.expectNoMessage();
    clock.pass(ChallengeScheduler.GATHERING);

    var opensAt = clock.instant().plus(ChallengeScheduler.LEAD);
    var chosen = List.of(issued(), issued());
    var muster = (Muster) chosen.getFirst().occasion();
    assertThat(muster)
        .isEqualTo(
            new Muster(
                muster.id(),
                opensAt,
                opensAt.plusSeconds(60),
                new Bell.At(opensAt.plusSeconds(10))));
    assertThat(chosen)
        .containsExactlyInAnyOrder(
            new ChallengeRound.Issue(able("w-7"), muster),
            new ChallengeRound.Issue(able("w-8"), muster));
    assertThat(List.of(issued(), issued()))
        .containsOnly(new ChallengeRound.Issue(able("w-1"), Occasion.ANY_TIME));
  }

  @Test
  void answerThatComesAfterTheDraw_isARoundAsEver() {
    subnet.show(1, 0, OWN, MINER);
    startWithMusters();
    answer(able(), MINER);
    issued();
    clock.pass(INTERVAL);
    var late = ledger.expectMessageClass(ScoringEntity.GetIdle.class);

    clock.pass(ChallengeScheduler.GATHERING);
    late.replyTo().tell(new ScoringEntity.Idle(MINER, able("w-1")));

    assertThat(issued()).isEqualTo(new ChallengeRound.Issue(able("w-1")));
  }

  /// Every round but the first is a muster.
  private void startWithMusters() {
    start(
        new MusterPlan.Every(
            INTERVAL.dividedBy(2), Duration.ofSeconds(60), Duration.ofSeconds(10), 2));
  }

  private void start() {
    start(new MusterPlan.Off());
  }

  private void start(MusterPlan plan) {
    kit.spawn(
        ChallengeScheduler.create(
            new ChallengeScheduler.Settings(OWN, () -> INTERVAL, () -> "gpu_matrix", subnet.view()),
            new ChallengeScheduler.Musters(plan, units.getRef(), clock, Seeds.generator(1)),
            _ -> ledger.getRef(),
            _ -> round.getRef()));
  }

  private void answer(List<Candidate> idle, Hotkey miner) {
    var asked = ledger.expectMessageClass(ScoringEntity.GetIdle.class);
    asked.replyTo().tell(new ScoringEntity.Idle(miner, idle));
  }

  private ChallengeRound.Issue issued() {
    return round.expectMessageClass(ChallengeRound.Issue.class);
  }

  private static List<Candidate> able(String... workers) {
    return List.of(workers).stream()
        .map(worker -> new Candidate(new WorkerId(worker), List.of(), Candidate.Skill.EXACT))
        .toList();
  }

  private static UnitName claim(Hotkey miner, String worker) {
    return new UnitName(miner, new WorkerId(worker), DEVICE);
  }

  private void answerIdle(String... workers) {
    var asked = ledger.expectMessageClass(ScoringEntity.GetIdle.class);
    assertThat(asked.capability()).isEqualTo("gpu_matrix");
    var idle =
        List.of(workers).stream()
            .map(worker -> new Candidate(new WorkerId(worker), List.of()))
            .toList();
    asked.replyTo().tell(new ScoringEntity.Idle(MINER, idle));
  }
}
