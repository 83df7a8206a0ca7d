package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.SubnetView;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.challenge.ChallengeRound.Answer;
import io.byteleap.validator.challenge.ChallengeRound.Collected;
import io.byteleap.validator.challenge.ChallengeRound.Command;
import io.byteleap.validator.challenge.ChallengeRound.Keyed;
import io.byteleap.validator.challenge.ExactPolicy.GpuShapes;
import io.byteleap.validator.challenge.ExactPolicy.Processors;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A round of challenges of version 2, with units that compute, commit and open, and the real book
/// of units. What the pool for verification is to do waits until the test lets it.
final class ExactRoundTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");
  private static final ExactShape SHAPE = new ExactShape(128, 2);
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(90));
  private static final ExactPolicy.On EXACT =
      new ExactPolicy.On(
          new Processors.All(SHAPE),
          new GpuShapes(SHAPE, SHAPE, SHAPE, List.of()),
          new ModelAllowlist(List.of("H100", "T4")),
          new RowPolicy(3, 16),
          PATIENCE);
  private static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)), PATIENCE, EXACT);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  private final Queue<Runnable> pool = new ConcurrentLinkedQueue<>();
  private final RoundVault vault =
      new RoundVault(
          () -> new RoundVault.Rhythm(Duration.ofMinutes(4), Duration.ofMinutes(5)),
          pool::add,
          2,
          Seeds.generator(7));
  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final TestProbe<Answer> answers = kit.createTestProbe();
  private final ActorRef<UnitKeeper.Command> units =
      kit.spawn(UnitKeeper.create(new SubnetView(), metrics, clock));
  private EventSourcedBehaviorTestKit<Command, Round.Step, Round> round;
  private int hoursAhead;

  @BeforeEach
  void start() {
    start(new OpeningLine(pool::add));
  }

  private void start(OpeningLine with) {
    var exact = new RoundTools.Exact(vault, with, units);
    var tools =
        new RoundTools(
            () -> POLICY, kit.system().ignoreRef(), exact, metrics, clock, Seeds.generator(5));
    round =
        EventSourcedBehaviorTestKit.create(
            kit.system(),
            ChallengeRound.create(PersistenceId.of("round", MINER.value()), MINER, tools));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void honestProcessors_areVerified_andNothingElseIsStoredOfThem() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    clock.pass(Duration.ofSeconds(2));

    var rows = rows(commit(keyed, unit));
    assertThat(rows.rows()).hasSize(3);
    assertThat(open(keyed, opened(unit, rows))).isEqualTo(new ChallengeRound.ProofStored());
    judge();

    assertThat(latest(keyed))
        .isEqualTo(
            new Challenge.Verified(
                keyed.spec(),
                Duration.ofSeconds(2),
                List.of(new Verdict.Sound(UnitId.CPU)),
                clock.instant()));
    assertThat(judged("sound")).isEqualTo(1);
    assertThat(registry.get("byteleap.units.known").gauge().value()).isEqualTo(1);
    assertThat(registry.get("byteleap.verification.exact").timer().count()).isEqualTo(1);
  }

  @Test
  void keys_areFreshForEachHandOut_andNotShown() {
    var first = handedOut(processors());
    fail(first);
    var second = handedOut(processors());

    assertThat(second.order().keysOfA()).isNotEqualTo(first.order().keysOfA());
    assertThat(first.toString()).doesNotContain(first.order().keyOfB().hex());
    assertThat(collect().keyed()).isEmpty();
  }

  @Test
  void sameCommitmentAgain_getsTheSameRows_andAnotherEndsTheUnit() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var first = commit(keyed, unit);

    assertThat(commit(keyed, unit)).isEqualTo(first);
    var other = unit.committedTo(TreeHash.ofHex("ab".repeat(32)));
    assertThat(committed(keyed, new UnitCommitment.Committed(other)))
        .isEqualTo(refused(UnitId.CPU, ExactRefusal.SECOND_COMMITMENT));

    assertFailed(keyed, Failure.SECOND_COMMITMENT);
  }

  @Test
  void unitsOfOneMessage_areEachForThemselves() {
    var keyed = handedOut(twoGpus());
    var unit = unit(keyed, A);
    var stranger = new UnitId("GPU-stranger");

    var answer =
        committed(
            keyed,
            new UnitCommitment.Committed(unit.commitment()),
            new UnitCommitment.Unreadable(B, Label.of("key: must be 64 hex digits")),
            new UnitCommitment.GivenUp(stranger, Label.NONE));

    assertThat(answer)
        .isInstanceOfSatisfying(
            ChallengeRound.UnitsAnswered.class,
            answered -> {
              assertThat(answered.requests()).extracting(UnitRows::unit).containsExactly(A);
              assertThat(answered.refused())
                  .containsExactly(
                      new UnitRefusal(B, ExactRefusal.COMMITMENT_MALFORMED),
                      new UnitRefusal(stranger, ExactRefusal.UNIT_NOT_ASKED));
            });
    open(keyed, opened(unit, rows(answer)));
    judge();
    assertThat(((Challenge.Verified) latest(keyed)).units())
        .containsExactly(
            new Verdict.Sound(A), new Verdict.Unsound(B, Failure.COMMITMENT_MALFORMED));
  }

  @Test
  void wrongProduct_isFoundOut_andRaisesTheRowsOfTheNextRound() {
    var keyed = handedOut(processors());
    var other = handedOutElsewhere(keyed);
    var unit = unit(keyed, UnitId.CPU);

    var rows = rows(committed(keyed, commitmentOf(other, unit)));
    open(keyed, new UnitOpening.Opened(UnitId.CPU, frameOf(other, unit, rows)));
    judge();

    assertFailed(keyed, Failure.PATH_ASTRAY);
    assertThat(((ExactWork) handedOut(processors()).spec().work()).rows().get(UnitId.CPU))
        .isEqualTo(6);
  }

  /// A unit that did the work of another challenge: its root and its rows fit each other.
  private static UnitCommitment commitmentOf(HonestUnit other, HonestUnit unit) {
    return new UnitCommitment.Committed(unit.committedTo(other.root()));
  }

  private static Bytes frameOf(HonestUnit other, HonestUnit unit, UnitRows rows) {
    return OpeningFrame.encode(unit.request(rows.rows()), other.rows(rows.rows()));
  }

  private HonestUnit handedOutElsewhere(Keyed keyed) {
    return HonestUnit.of(new ChallengeId("elsewhere"), keyed.order(), name(UnitId.CPU), keypair);
  }

  @Test
  void signatureThatIsWrong_bindsNobody_andKeysOfOthersAreRefused() {
    var rival = new UnitName(new Hotkey("5Rival"), new WorkerId("w-9"), UnitId.CPU);
    TestProbe<UnitKeeper.Known> known = kit.createTestProbe();
    units.tell(new UnitKeeper.Bind(List.of(new Binding(rival, keypair.key())), known.getRef()));
    known.receiveMessage();
    var keyed = handedOut(twoGpus());

    var forged =
        new ExactCommitment(
            B,
            TreeHash.ofHex("ab".repeat(32)),
            WorkerKeypair.draw().key(),
            unit(keyed, A).commitment().signature());
    assertThat(
            committed(
                keyed,
                new UnitCommitment.Committed(unit(keyed, A).commitment()),
                new UnitCommitment.Committed(forged)))
        .isEqualTo(
            new ChallengeRound.UnitsAnswered(
                List.of(),
                List.of(
                    new UnitRefusal(A, ExactRefusal.KEY_OF_ANOTHER),
                    new UnitRefusal(B, ExactRefusal.SIGNATURE_WRONG))));

    assertFailed(keyed, Failure.KEY_OF_ANOTHER);
    assertThat(registry.get("byteleap.units.known").gauge().value()).isEqualTo(1);
  }

  @Test
  void silentUnit_isCharged_andOneThatGivesUpToo() {
    var silent = handedOut(processors());
    clock.pass(PATIENCE.commit().plusMillis(2));
    assertFailed(silent, Failure.COMMITMENT_LATE);

    var lazy = handedOut(processors());
    commit(lazy, unit(lazy, UnitId.CPU));
    clock.pass(PATIENCE.prove().plusMillis(2));
    assertFailed(lazy, Failure.OPENING_LATE);

    var honest = handedOut(processors());
    commit(honest, unit(honest, UnitId.CPU));
    open(honest, new UnitOpening.GivenUp(UnitId.CPU, Label.of("restarted")));
    assertFailed(honest, Failure.GIVEN_UP);
    assertThat(judged("given-up")).isEqualTo(1);
  }

  @Test
  void frameOfAnotherLength_isRefusedUnread() {
    var keyed = handedOut(processors());
    commit(keyed, unit(keyed, UnitId.CPU));

    assertThat(open(keyed, new UnitOpening.Opened(UnitId.CPU, Bytes.ofText("BLX2"))))
        .isInstanceOfSatisfying(
            ChallengeRound.Refused.class,
            refused -> assertThat(refused.says()).contains("frame-length"));

    assertFailed(keyed, Failure.FRAME_LENGTH);
  }

  @Test
  void fullLine_asksToComeAgain_andLatenessIsThenChargedToNobody() {
    round.clear();
    start(new OpeningLine(pool::add, 1));
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var opening = opened(unit, rows(commit(keyed, unit)));

    assertThat(open(keyed, opening)).isInstanceOf(ChallengeRound.Busy.class);
    assertThat(open(keyed, opening)).isInstanceOf(ChallengeRound.Busy.class);
    assertThat(unitOf(keyed, UnitId.CPU)).isInstanceOf(UnitChallenge.Asked.class);
    clock.pass(PATIENCE.prove().plusMillis(2));

    assertFailed(keyed, Failure.NOT_JUDGED);
    assertThat(registry.get("byteleap.openings.turned.away").counter().count()).isEqualTo(2);
  }

  @Test
  void placesInTheLine_areGivenBack() {
    round.clear();
    var small = new OpeningLine(pool::add, 20_000);
    start(small);

    for (int i = 0; i < 5; i++) {
      var keyed = handedOut(processors());
      var unit = unit(keyed, UnitId.CPU);
      open(keyed, opened(unit, rows(commit(keyed, unit))));
      assertThat(small.bytes()).isPositive();
      judge();
      assertThat(latest(keyed)).isInstanceOf(Challenge.Verified.class);
      assertThat(small.bytes()).isZero();
    }
  }

  @Test
  void restart_withTheSecretStillThere_goesOn_exceptForWhatWasBeingJudged() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    round.restart();
    var rows = rows(commit(keyed, unit));
    round.restart();
    assertThat(rows(commit(keyed, unit))).isEqualTo(rows);
    open(keyed, opened(unit, rows));
    assertThat(unitOf(keyed, UnitId.CPU)).isInstanceOf(UnitChallenge.Judging.class);

    round.restart();

    assertFailed(keyed, Failure.NOT_JUDGED);
    judge();
    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  @Test
  void restart_withoutTheSecret_endsEveryUnit_inWhateverState_chargedToNobody() {
    for (int reached = 0; reached < 3; reached++) {
      var keyed = handedOut(processors());
      var unit = unit(keyed, UnitId.CPU);
      if (reached > 0) {
        var rows = rows(commit(keyed, unit));
        if (reached > 1) {
          open(keyed, opened(unit, rows));
        }
      }
      forgetSecrets();

      round.restart();

      assertFailed(keyed, Failure.NOT_JUDGED);
    }
    assertThat(round.getState().doubts().byWorker()).isEmpty();
  }

  @Test
  void openingWhoseSecretIsGone_isJudgedByNobody() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var rows = rows(commit(keyed, unit));
    forgetSecrets();

    open(keyed, opened(unit, rows));

    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  @Test
  void absenceOfTheValidator_isChargedToNobody() {
    var keyed = handedOut(processors());
    clock.passWhileAway(Duration.ofHours(1));

    round.restart();
    clock.pass(Duration.ofMillis(5));

    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  private void forgetSecrets() {
    for (int i = 1; i <= RoundVault.ROUNDS_MAX; i++) {
      hoursAhead++;
      vault.current(clock.instant().plus(Duration.ofHours(hoursAhead)));
    }
  }

  private static Candidate processors() {
    return new Candidate(W1, List.of(), Candidate.Skill.BOTH);
  }

  private static Candidate twoGpus() {
    return gpus(gpu("NVIDIA T4", "GPU-a"), gpu("NVIDIA T4", "GPU-b"));
  }

  private static Candidate gpus(GpuFacts... gpus) {
    return new Candidate(W1, List.of(gpus), Candidate.Skill.BOTH);
  }

  private static GpuFacts gpu(String model, String uuid) {
    return new GpuFacts(Label.of(model), Label.of(uuid), 81_559);
  }

  private void issue(Candidate... candidates) {
    round.runCommand(new ChallengeRound.Issue(List.of(candidates)));
  }

  private Collected collect() {
    return round.<Collected>runCommand(ChallengeRound.Collect::new).reply();
  }

  private Keyed handedOut(Candidate candidate) {
    issue(candidate);
    return collect().keyed().getFirst();
  }

  private void fail(Keyed keyed) {
    var unit = ((ExactWork) keyed.spec().work()).units().getFirst();
    committed(keyed, new UnitCommitment.GivenUp(unit, Label.NONE));
    assertFailed(keyed, Failure.GIVEN_UP);
  }

  private static UnitName name(UnitId unit) {
    return new UnitName(MINER, W1, unit);
  }

  private HonestUnit unit(Keyed keyed, UnitId unit) {
    return HonestUnit.of(keyed.spec().id(), keyed.order(), name(unit), keypair);
  }

  private Answer commit(Keyed keyed, HonestUnit unit) {
    return committed(keyed, new UnitCommitment.Committed(unit.commitment()));
  }

  private Answer committed(Keyed keyed, UnitCommitment... units) {
    round.runCommand(
        new ChallengeRound.CommitUnits(keyed.spec().id(), W1, List.of(units), answers.getRef()));
    return answers.receiveMessage();
  }

  private static UnitRows rows(Answer answer) {
    return ((ChallengeRound.UnitsAnswered) answer).requests().getFirst();
  }

  private static Answer refused(UnitId unit, ExactRefusal why) {
    return new ChallengeRound.UnitsAnswered(List.of(), List.of(new UnitRefusal(unit, why)));
  }

  private static UnitOpening opened(HonestUnit unit, UnitRows rows) {
    return new UnitOpening.Opened(unit.task().unit(), unit.opens(rows.rows()));
  }

  private Answer open(Keyed keyed, UnitOpening opening) {
    round.runCommand(new ChallengeRound.OpenRows(keyed.spec().id(), opening, answers.getRef()));
    return answers.receiveMessage();
  }

  /// Lets the pool do what it has.
  private void judge() {
    drain();
  }

  private void drain() {
    for (var task = pool.poll(); task != null; task = pool.poll()) {
      task.run();
    }
  }

  private Challenge latest(Keyed keyed) {
    return round.getState().find(keyed.spec().id()).orElseThrow();
  }

  private UnitChallenge unitOf(Keyed keyed, UnitId unit) {
    return ((AtWork) latest(keyed)).of(unit).orElseThrow();
  }

  private void assertFailed(Keyed keyed, Failure why) {
    assertThat(latest(keyed))
        .isInstanceOfSatisfying(
            Challenge.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
  }

  private double judged(String verdict) {
    return registry.get("byteleap.units.judged").tag("verdict", verdict).counter().count();
  }
}
