package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ShownSubnet;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
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
  private static final Duration INTERVAL = Duration.ofMinutes(4);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final TestProbe<ScoringEntity.Command> ledger = kit.createTestProbe();
  private final TestProbe<ChallengeRound.Command> round = kit.createTestProbe();
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

  private void start() {
    kit.spawn(
        ChallengeScheduler.create(
            new ChallengeScheduler.Settings(OWN, () -> INTERVAL, () -> "gpu_matrix", subnet.view()),
            _ -> ledger.getRef(),
            _ -> round.getRef()));
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
