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
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
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

/// A round of challenges of version 2, with units that compute, commit and open, and the real book
/// of units. What the pool for verification is to do waits until the test lets it.
abstract class ExactRoundBench {
  static final Hotkey MINER = new Hotkey("5Miner");
  static final WorkerId W1 = new WorkerId("w-1");
  static final UnitId A = new UnitId("GPU-a");
  static final UnitId B = new UnitId("GPU-b");
  static final ExactShape SHAPE = new ExactShape(128, 2);
  static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(90));
  static final ExactPolicy.On EXACT =
      new ExactPolicy.On(
          new Processors.All(SHAPE),
          new GpuShapes(SHAPE, SHAPE, SHAPE, List.of()),
          new ModelAllowlist(List.of("H100", "T4")),
          new RowPolicy(3, 16),
          ModelEnvelopes.NONE,
          PATIENCE);
  static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)), PATIENCE, EXACT);

  final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  final Queue<Runnable> pool = new ConcurrentLinkedQueue<>();
  final RoundVault vault =
      new RoundVault(
          () -> new RoundVault.Rhythm(Duration.ofMinutes(4), Duration.ofMinutes(5)),
          pool::add,
          2,
          Seeds.generator(7));
  final WorkerKeypair keypair = WorkerKeypair.draw();
  final TestProbe<Answer> answers = kit.createTestProbe();
  final ActorRef<UnitKeeper.Command> units =
      kit.spawn(UnitKeeper.create(new SubnetView(), metrics, clock));
  EventSourcedBehaviorTestKit<Command, Round.Step, Round> round;
  int hoursAhead;
  ChallengePolicy policy = POLICY;
  RoundTrip roundTrip = new RoundTrip.Unknown();

  @BeforeEach
  void start() {
    start(new OpeningLine(pool::add));
  }

  final void start(OpeningLine with) {
    var exact = new RoundTools.Exact(vault, with, units);
    var tools =
        new RoundTools(
            () -> policy, kit.system().ignoreRef(), exact, metrics, clock, Seeds.generator(5));
    round =
        EventSourcedBehaviorTestKit.create(
            kit.system(),
            ChallengeRound.create(PersistenceId.of("round", MINER.value()), MINER, tools));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  static Candidate processors() {
    return new Candidate(W1, List.of(), Candidate.Skill.BOTH);
  }

  static Candidate twoGpus() {
    return gpus(gpu("NVIDIA T4", "GPU-a"), gpu("NVIDIA T4", "GPU-b"));
  }

  static Candidate gpus(GpuFacts... gpus) {
    return new Candidate(W1, List.of(gpus), Candidate.Skill.BOTH);
  }

  static GpuFacts gpu(String model, String uuid) {
    return new GpuFacts(Label.of(model), Label.of(uuid), 81_559);
  }

  void issue(Candidate... candidates) {
    round.runCommand(new ChallengeRound.Issue(List.of(candidates)));
  }

  Collected collect() {
    return round.<Collected>runCommand(ChallengeRound.Collect::new).reply();
  }

  Keyed handedOut(Candidate candidate) {
    issue(candidate);
    return collect().keyed().getFirst();
  }

  void fail(Keyed keyed) {
    var unit = ((ExactWork) keyed.spec().work()).units().getFirst();
    committed(keyed, new UnitCommitment.GivenUp(unit, Label.NONE));
    assertFailed(keyed, Failure.GIVEN_UP);
  }

  static UnitName name(UnitId unit) {
    return new UnitName(MINER, W1, unit);
  }

  HonestUnit unit(Keyed keyed, UnitId unit) {
    return HonestUnit.of(keyed.spec().id(), keyed.order(), name(unit), keypair);
  }

  Answer commit(Keyed keyed, HonestUnit unit) {
    return committed(keyed, new UnitCommitment.Committed(unit.commitment()));
  }

  Answer committed(Keyed keyed, UnitCommitment... units) {
    round.runCommand(
        new ChallengeRound.CommitUnits(
            keyed.spec().id(), W1, List.of(units), roundTrip, answers.getRef()));
    return answers.receiveMessage();
  }

  static UnitRows rows(Answer answer) {
    return ((ChallengeRound.UnitsAnswered) answer).requests().getFirst();
  }

  static Answer refused(UnitId unit, ExactRefusal why) {
    return new ChallengeRound.UnitsAnswered(List.of(), List.of(new UnitRefusal(unit, why)));
  }

  static UnitOpening opened(HonestUnit unit, UnitRows rows) {
    return new UnitOpening.Opened(unit.task().unit(), unit.opens(rows.rows()));
  }

  Answer open(Keyed keyed, UnitOpening opening) {
    round.runCommand(new ChallengeRound.OpenRows(keyed.spec().id(), opening, answers.getRef()));
    return answers.receiveMessage();
  }

  /// Lets the pool do what it has.
  void judge() {
    drain();
  }

  void drain() {
    for (var task = pool.poll(); task != null; task = pool.poll()) {
      task.run();
    }
  }

  Challenge latest(Keyed keyed) {
    return round.getState().find(keyed.spec().id()).orElseThrow();
  }

  UnitChallenge unitOf(Keyed keyed, UnitId unit) {
    return ((AtWork) latest(keyed)).of(unit).orElseThrow();
  }

  void assertFailed(Keyed keyed, Failure why) {
    assertThat(latest(keyed))
        .isInstanceOfSatisfying(
            Challenge.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
  }

  double judged(String verdict) {
    return registry.get("byteleap.units.judged").tag("verdict", verdict).counter().count();
  }
}
