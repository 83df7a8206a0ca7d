package io.byteleap.validator.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.ShownSubnet;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ChallengeScore;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.node.Health;
import io.byteleap.port.Chain;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.WeightKeeper.Command;
import io.byteleap.validator.weights.WeightKeeper.Epoch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WeightKeeperTest {
  private static final Hotkey OWN = new Hotkey("5Validator");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final Duration SCORE = Duration.ofMinutes(7);
  private static final Duration CHECK = Duration.ofSeconds(30);
  private static final int TEMPO = 10;
  private static final Weights WEIGHTS =
      new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));

  private static final ScoringPolicy COUNTED =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          new ComponentWeights(7, 3),
          ParticipationRule.PUBLISHED,
          AddressPenalty.NONE);
  private static final Map<WorkerId, VerifiedWork> WORK =
      Map.of(new WorkerId("w-1"), new VerifiedWork(9, Duration.ofSeconds(9)));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final TestProbe<ScoringEntity.Command> ledger = kit.createTestProbe();
  private final TestProbe<ServingKeeper.Command> serving = kit.createTestProbe();
  private final TestProbe<ChainWatcher.Command> chain = kit.createTestProbe();
  private final ShownSubnet subnet = new ShownSubnet();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Health health = Health.dependingOn();
  private final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  private final EventSourcedBehaviorTestKit<Command, WeightEpoch.Event, WeightEpoch> keeper =
      EventSourcedBehaviorTestKit.create(
          kit.system(),
          WeightKeeper.create(
              new WeightKeeper.Settings(
                  OWN,
                  SCORE,
                  CHECK,
                  TEMPO,
                  () -> COUNTED,
                  RoundListener.NOBODY,
                  subnet.view(),
                  metrics,
                  new WeightAlarm(health, metrics, clock),
                  clock),
              new WeightKeeper.Sources(
                  _ -> ledger.getRef(),
                  serving.getRef(),
                  chain.getRef(),
                  new ChallengeRanking((_, _) -> Map.of(MINER, WORK), Runnable::run))));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void minersAreScoredAtTheInterval_fromEveryLedgersAnswer() {
    subnet.show(100, 0, OWN, MINER);

    scored(0.5);

    assertThat(epoch().scored())
        .isInstanceOfSatisfying(
            WeightEpoch.Latest.class,
            latest -> {
              assertThat(latest.round().number()).isEqualTo(1);
              assertThat(latest.round().expectedBuckets()).isEqualTo(1);
              assertThat(latest.round().miners())
                  .singleElement()
                  .satisfies(
                      miner -> assertThat(miner.score()).isEqualTo(new Score(500_000, 1_000_000)));
            });
    assertThat(registry.get("byteleap.score.round").timer().count()).isEqualTo(1);
  }

  @Test
  void ledgerThatDoesNotAnswer_leavesTheRoundOut() {
    subnet.show(100, 0, OWN, MINER);

    clock.pass(SCORE);
    answerServing();
    ledger.receiveMessage();
    clock.pass(Duration.ofSeconds(10));

    assertThat(epoch().scored()).isEqualTo(new WeightEpoch.NotYet());
    scored(1);
    assertThat(epoch().nextRound()).isEqualTo(2);
  }

  @Test
  void weights_areSubmittedWhenTheTempoHasPassed() {
    subnet.show(109, 100, OWN, MINER);
    scored(0.5);
    clock.pass(CHECK);
    chain.expectNoMessage();

    subnet.show(110, 100, OWN, MINER);
    clock.pass(CHECK);
    submission().replyTo().tell(new Chain.Included(new BlockNumber(111)));

    assertThat(chain.receiveMessage()).isEqualTo(new ChainWatcher.Refresh());
    awaitSubmission(new WeightEpoch.Included(1, WEIGHTS, new BlockNumber(111), clock.instant()));
    assertThat(submissions("included")).isEqualTo(1);
  }

  @Test
  void operator_needNotWaitForTheTempo_andMayAskFirst() {
    subnet.show(104, 100, OWN, MINER);
    scored(0.5);

    var asked = submitNow(WeightKeeper.Earnest.DRY_RUN);
    chain.expectNoMessage();
    var ordered = submitNow(WeightKeeper.Earnest.SUBMIT);
    submission().replyTo().tell(new Chain.Included(new BlockNumber(105)));

    assertThat(asked).isEqualTo(ordered);
    assertThat(ordered)
        .isEqualTo(
            new SubmissionPlan(
                "submit",
                "the weights of round 1 are submitted",
                1,
                new TreeMap<>(Map.of(1, 65_535))));
    awaitSubmission(new WeightEpoch.Included(1, WEIGHTS, new BlockNumber(105), clock.instant()));
  }

  @Test
  void operator_whoAsksWhileThereIsNothingToSubmit_hearsWhy() {
    subnet.show(104, 100, OWN, MINER);

    assertThat(submitNow(WeightKeeper.Earnest.SUBMIT))
        .isEqualTo(new SubmissionPlan("wait", "no scores yet", 0, new TreeMap<>()));
  }

  @Test
  void weightsThatAreLate_areSaidInTheHealthAndTheFigures_untilTheyAreSet() {
    subnet.show(115, 100, OWN, MINER);
    clock.pass(CHECK);
    awaitHealth("last set 15 blocks ago");
    assertThat(gauge("byteleap.weights.overdue")).isZero();

    subnet.show(116, 100, OWN, MINER);
    clock.pass(CHECK);
    awaitHealth("OVERDUE: last set 16 blocks ago, our tempo is 10; no scores yet");
    assertThat(gauge("byteleap.weights.overdue")).isEqualTo(1);
    assertThat(gauge("byteleap.weights.age.blocks")).isEqualTo(16);
    assertThat(health.isDown("weights")).isTrue();
    assertThat(health.isReady()).isTrue();

    subnet.show(120, 117, OWN, MINER);
    clock.pass(CHECK);
    awaitHealth("last set 3 blocks ago");
    assertThat(gauge("byteleap.weights.overdue")).isZero();
  }

  private SubmissionPlan submitNow(WeightKeeper.Earnest earnest) {
    return keeper
        .<SubmissionPlan>runCommand(replyTo -> new WeightKeeper.SubmitNow(earnest, replyTo))
        .reply();
  }

  private void awaitHealth(String detail) {
    Awaitility.await().untilAsserted(() -> assertThat(health.detail("weights")).contains(detail));
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void zeroScores_areNotSubmitted() {
    subnet.show(110, 0, OWN, MINER);

    scored(0);
    clock.pass(CHECK);

    chain.expectNoMessage();
    assertThat(epoch().submission()).isEqualTo(new WeightEpoch.Never());
  }

  @Test
  void chainThatCannotBeReached_isTriedAgain_whenTheFirstTryCannotComeThroughAnyMore() {
    subnet.show(110, 100, OWN, MINER);
    scored(0.5);
    clock.pass(CHECK);
    submission().replyTo().tell(new Chain.Unreachable("away"));
    assertThat(chain.receiveMessage()).isEqualTo(new ChainWatcher.Refresh());

    subnet.show(118, 100, OWN, MINER);
    clock.pass(CHECK);
    chain.expectNoMessage();
    subnet.show(119, 100, OWN, MINER);
    clock.pass(CHECK);

    assertThat(submission().weights()).isEqualTo(WEIGHTS);
    assertThat(submissions("unreachable")).isEqualTo(1);
  }

  @Test
  void weightsThatTheChainRefused_waitForTheNextRound() {
    subnet.show(110, 100, OWN, MINER);
    scored(0.5);
    clock.pass(CHECK);
    submission().replyTo().tell(new Chain.Refused("SettingWeightsTooFast"));
    assertThat(chain.receiveMessage()).isEqualTo(new ChainWatcher.Refresh());
    awaitSubmission(new WeightEpoch.Rejected(1, WEIGHTS, "SettingWeightsTooFast", clock.instant()));

    clock.pass(CHECK);
    chain.expectNoMessage();
    scored(0.5);
    clock.pass(CHECK);

    assertThat(submission().weights()).isEqualTo(WEIGHTS);
  }

  @Test
  void crashBetweenStartAndEndOfASubmission_sendsNothingTwice() {
    subnet.show(110, 100, OWN, MINER);
    scored(0.5);
    clock.pass(CHECK);
    submission();

    keeper.restart();
    clock.pass(CHECK);
    chain.expectNoMessage();
    subnet.show(130, 111, OWN, MINER);
    clock.pass(CHECK);

    awaitSubmission(new WeightEpoch.Included(1, WEIGHTS, new BlockNumber(111), clock.instant()));
    chain.expectNoMessage();
  }

  /// Lets the time pass until the next scores are due, and answers what is asked for them.
  private void scored(double lease) {
    long before = epoch().nextRound();
    clock.pass(untilScore());
    answerServing();
    var asked = ledger.expectMessageClass(ScoringEntity.Assess.class);
    assertThat(asked.basis().policy()).isEqualTo(COUNTED);
    assertThat(asked.evidence().challenges().byWorker())
        .isEqualTo(Map.of(new WorkerId("w-1"), new ChallengeScore(ChallengeScore.WHOLE)));
    var worker =
        new WorkerScore(
            new WorkerId("w-1"),
            LeaseScore.of(lease),
            ChallengeScore.NONE,
            new Availability(1, 1),
            ComponentWeights.LEASE_ALONE);
    asked
        .replyTo()
        .tell(
            new ScoringEntity.Assessment(
                MINER, new MinerScore(true, List.of(worker), worker.score()), 7));
    Awaitility.await().until(() -> epoch().nextRound() == before + 1);
  }

  /// Not a moment longer: the keeper's questions would be over before they are answered.
  private Duration untilScore() {
    long passed = Duration.between(Samples.T0, clock.instant()).toMillis();
    return SCORE.minusMillis(passed % SCORE.toMillis());
  }

  private void answerServing() {
    serving
        .expectMessageClass(ServingKeeper.GetServed.class)
        .replyTo()
        .tell(new ServingKeeper.Served(BucketWindow.of(List.of(Bucket.at(Samples.T0)))));
  }

  private ChainWatcher.SetWeights submission() {
    return chain.expectMessageClass(ChainWatcher.SetWeights.class);
  }

  private void awaitSubmission(WeightEpoch.Submission expected) {
    Awaitility.await().untilAsserted(() -> assertThat(epoch().submission()).isEqualTo(expected));
  }

  private WeightEpoch epoch() {
    return keeper.<Epoch>runCommand(WeightKeeper.GetEpoch::new).reply().epoch();
  }

  private double submissions(String outcome) {
    return registry.get("byteleap.submissions").tag("outcome", outcome).counter().count();
  }
}
