package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.challenge.ExactPolicy.GpuShapes;
import io.byteleap.validator.challenge.ExactPolicy.Processors;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A miner's round of challenges at a muster, which opens 40 s after it was issued, for 60 s, and
/// whose bell rings 10 s after that.
final class MusterRoundTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final Candidate WORKER = new Candidate(W1, List.of(), Candidate.Skill.BOTH);
  private static final ExactShape SHAPE = new ExactShape(128, 2);
  private static final Duration LEAD = ChallengeScheduler.LEAD;
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration WORK = Duration.ofSeconds(10);
  private static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)),
          Samples.PATIENCE,
          new ExactPolicy.On(
              new Processors.All(SHAPE),
              new GpuShapes(SHAPE, SHAPE, SHAPE, List.of()),
              new ModelAllowlist(List.of()),
              new RowPolicy(3, 16),
              ModelEnvelopes.NONE,
              Samples.PATIENCE));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final ValidatorMetrics metrics = ValidatorMetrics.in(new SimpleMeterRegistry(), clock);
  private EventSourcedBehaviorTestKit<ChallengeRound.Command, Round.Step, Round> round;
  private Muster muster;

  @BeforeEach
  void start() {
    var tools =
        RoundTools.ofVersion1(
            () -> POLICY,
            kit.system().ignoreRef(),
            kit.system(),
            metrics,
            clock,
            Seeds.generator(5));
    round =
        EventSourcedBehaviorTestKit.create(
            kit.system(),
            ChallengeRound.create(PersistenceId.of("round", MINER.value()), MINER, tools));
    var opensAt = clock.instant().plus(LEAD);
    muster =
        new Muster(
            new MusterId("m-1"), opensAt, opensAt.plus(WINDOW), new Bell.At(opensAt.plus(WORK)));
    round.runCommand(new ChallengeRound.Issue(List.of(WORKER), muster));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void keys_areNotHandedOut_beforeTheWindowOpens() {
    assertThat(collect()).isEmpty();
    clock.pass(LEAD.minusMillis(1));
    assertThat(collect()).isEmpty();
    assertThat(held()).isInstanceOf(Challenge.Created.class);

    clock.pass(Duration.ofMillis(1));

    assertThat(collect())
        .singleElement()
        .satisfies(
            keyed -> {
              assertThat(keyed.order().shape()).isEqualTo(new ExactShape(512, 64));
              assertThat(keyed.order().stint()).isEqualTo(new Stint.Within(WORK.minus(Muster.WAY)));
            });
  }

  @Test
  void minerThatPollsBeforeTheOpening_isToldWhenItIs_andAfterwardsNothing() {
    var opensAt = clock.instant().plus(LEAD);
    assertThat(collected().nextOpening()).contains(opensAt);
    clock.pass(LEAD.minusMillis(1));
    assertThat(collected().nextOpening()).contains(opensAt);

    clock.pass(Duration.ofMillis(1));

    assertThat(collected())
        .satisfies(
            collected -> {
              assertThat(collected.keyed()).hasSize(1);
              assertThat(collected.nextOpening()).isEmpty();
            });
    assertThat(collected().nextOpening()).isEmpty();
  }

  @Test
  void whoComesAfterTheBell_makesTheLeastThatThereIs() {
    clock.pass(LEAD.plus(WORK));

    assertThat(collect())
        .singleElement()
        .satisfies(
            keyed ->
                assertThat(keyed.order().stint())
                    .isEqualTo(new Stint.Within(Duration.ofMillis(1))));
  }

  @Test
  void commitment_isWaitedForFiveMinutes() {
    clock.pass(LEAD.plus(WINDOW));
    assertThat(collect()).hasSize(1);

    clock.pass(Duration.ofMinutes(5));
    assertThat(held()).isInstanceOf(AtWork.class);
    clock.pass(Duration.ofMillis(2));

    assertFailed(Failure.COMMITMENT_LATE);
  }

  @Test
  void minerThatDoesNotCome_isChargedForIt_andOpensMoreRowsTheNextTime() {
    clock.pass(LEAD.plus(WINDOW).plusMillis(2));

    assertFailed(Failure.MUSTER_MISSED);
    assertThat(collect()).isEmpty();
    round.runCommand(new ChallengeRound.Issue(List.of(WORKER)));
    assertThat(((ExactWork) held().spec().work()).terms())
        .containsEntry(UnitId.CPU, new UnitTerms(6));
  }

  @Test
  void validatorThatWasAwayForAPartOfTheWindow_chargesNobody() {
    clock.passWhileAway(LEAD.plusSeconds(1));

    round.restart();
    clock.pass(WINDOW);

    assertFailed(Failure.VALIDATOR_AWAY);
    assertThat(round.getState().doubts().byWorker()).isEmpty();
  }

  private List<ChallengeRound.Keyed> collect() {
    return collected().keyed();
  }

  private ChallengeRound.Collected collected() {
    return round.<ChallengeRound.Collected>runCommand(ChallengeRound.Collect::new).reply();
  }

  private Challenge held() {
    return round.getState().of(W1).orElseThrow();
  }

  private void assertFailed(Failure why) {
    assertThat(held())
        .isInstanceOfSatisfying(
            Challenge.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
  }
}
