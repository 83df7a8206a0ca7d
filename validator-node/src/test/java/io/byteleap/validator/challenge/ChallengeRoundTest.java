package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.challenge.ChallengeRound.Answer;
import io.byteleap.validator.challenge.ChallengeRound.Collected;
import io.byteleap.validator.challenge.ChallengeRound.Command;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChallengeRoundTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofHours(1));
  private static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)), PATIENCE);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final TestProbe<Verifier.Verify> verifiers = kit.createTestProbe();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EventSourcedBehaviorTestKit<Command, Round.Step, Round> round;

  @BeforeEach
  void start() {
    var tools =
        RoundTools.ofVersion1(
            () -> POLICY,
            verifiers.getRef(),
            kit.system(),
            ValidatorMetrics.in(registry, clock),
            clock,
            Seeds.generator(5));
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
  void idleWorkers_getOneChallengeEach_whichIsHandedOutOnce() {
    issue("w-1", "w-2");
    issue("w-1", "w-2", "w-3");

    assertThat(collect().stream().map(ChallengeSpec::worker))
        .containsExactly(W1, new WorkerId("w-2"), new WorkerId("w-3"));
    assertThat(collect()).isEmpty();
    assertThat(registry.get("byteleap.challenges.issued").counter().count()).isEqualTo(3);
    assertThat(registry.get("byteleap.challenges.open").gauge().value()).isEqualTo(3);
  }

  @Test
  void honestWorker_isVerified() {
    var spec = handedOut();
    var worker = new HonestWorker(spec);

    clock.pass(Duration.ofSeconds(2));
    var targets = commit(spec, worker);
    assertThat(prove(spec, worker.opens(targets))).isEqualTo(new ChallengeRound.ProofStored());
    judge(verifiers.receiveMessage());

    assertThat(latest(spec))
        .isInstanceOfSatisfying(
            Challenge.Verified.class,
            verified -> assertThat(verified.computeTime()).isEqualTo(Duration.ofSeconds(2)));
    assertThat(ended("verified")).isEqualTo(1);
    assertThat(registry.get("byteleap.verification").timer().count()).isEqualTo(1);
    assertThat(registry.get("byteleap.challenges.open").gauge().value()).isZero();
  }

  @Test
  void sameCommitmentAndProofAgain_getTheSameAnswers() {
    var spec = handedOut();
    var worker = new HonestWorker(spec);
    var targets = commit(spec, worker);
    prove(spec, worker.opens(targets));

    assertThat(commit(spec, worker)).isEqualTo(targets);
    assertThat(prove(spec, worker.opens(targets))).isEqualTo(new ChallengeRound.ProofStored());
  }

  @Test
  void unknownChallengeAndOtherWorker_areRefusedInWords() {
    var spec = handedOut();
    var commitments = List.of(new HonestWorker(spec).commitment());
    var unknown = new ChallengeId("c-unknown");

    assertThat(answer(to -> new ChallengeRound.CommitRoots(unknown, W1, commitments, to)))
        .isEqualTo(new ChallengeRound.Refused("Challenge c-unknown not found or not accessible"));
    assertThat(
            answer(
                to ->
                    new ChallengeRound.CommitRoots(
                        spec.id(), new WorkerId("w-9"), commitments, to)))
        .isEqualTo(new ChallengeRound.Refused("Worker ID mismatch: expected w-1, got w-9"));
  }

  @Test
  void silentWorker_failsWhenItsTimeIsUp() {
    var spec = handedOut();

    clock.pass(PATIENCE.commit().plusMillis(2));

    assertFailed(spec, Failure.COMMITMENT_LATE);
    assertThat(ended("commitment_late")).isEqualTo(1);
  }

  @Test
  void challengeThatNobodyCollects_isForgotten_withoutCharge() {
    issue("w-1");

    clock.pass(PATIENCE.collect().plusMillis(2));

    assertThat(collect()).isEmpty();
    assertThat(ended("not_collected")).isEqualTo(1);
  }

  @Test
  void deadlineThatPassedWhileTheValidatorWasAway_isChargedToNobody() {
    var spec = handedOut();

    clock.passWhileAway(Duration.ofHours(1));
    round.restart();
    assertThat(latest(spec)).isInstanceOf(Challenge.Sent.class);
    clock.pass(PATIENCE.commit().plusMillis(2));

    assertFailed(spec, Failure.VALIDATOR_AWAY);
  }

  @Test
  void answerAfterARestart_counts() {
    var spec = handedOut();
    var worker = new HonestWorker(spec);
    clock.passWhileAway(Duration.ofHours(1));
    round.restart();

    var targets = commit(spec, worker);
    clock.passWhileAway(Duration.ofHours(1));
    round.restart();

    assertThat(prove(spec, worker.opens(targets))).isEqualTo(new ChallengeRound.ProofStored());
  }

  @Test
  void storedProof_isJudgedAfterARestart() {
    var spec = handedOut();
    var worker = new HonestWorker(spec);
    prove(spec, worker.opens(commit(spec, worker)));
    verifiers.receiveMessage();

    clock.passWhileAway(Duration.ofDays(2));
    round.restart();
    judge(verifiers.receiveMessage());

    assertThat(latest(spec)).isInstanceOf(Challenge.Verified.class);
  }

  @Test
  void verdictThatDoesNotCome_isAskedForAgain() {
    var spec = handedOut();
    var worker = new HonestWorker(spec);
    prove(spec, worker.opens(commit(spec, worker)));
    var first = verifiers.receiveMessage();

    clock.pass(Duration.ofMinutes(5));

    assertThat(verifiers.receiveMessage()).isEqualTo(first);
  }

  @Test
  void proofThatIsWrong_isCharged_andOneThatCannotBeJudged_isNot() {
    var lied = handedOut();
    var worker = new HonestWorker(lied);
    prove(lied, worker.opens(commit(lied, worker)));
    var verify = verifiers.receiveMessage();
    var unsound = new Verdict.Unsound(UnitId.CPU, Failure.VALUES_DIFFER);
    verify
        .replyTo()
        .tell(new Verifier.Judged(lied.id(), new Verdict(List.of(unsound)), Duration.ofMillis(3)));
    assertFailed(lied, Failure.VALUES_DIFFER);

    var unlucky = handedOut();
    var honest = new HonestWorker(unlucky);
    prove(unlucky, honest.opens(commit(unlucky, honest)));
    verifiers.receiveMessage().replyTo().tell(new Verifier.Unjudged(unlucky.id()));

    assertFailed(unlucky, Failure.NOT_JUDGED);
  }

  private void issue(String... workers) {
    round.runCommand(
        new ChallengeRound.Issue(
            List.of(workers).stream()
                .map(worker -> new Candidate(new WorkerId(worker), List.of()))
                .toList()));
  }

  private List<ChallengeSpec> collect() {
    return round.<Collected>runCommand(ChallengeRound.Collect::new).reply().challenges();
  }

  private ChallengeSpec handedOut() {
    issue("w-1");
    return collect().getFirst();
  }

  private List<UnitTargets> commit(ChallengeSpec spec, HonestWorker worker) {
    var commitments = List.of(worker.commitment());
    var answer =
        answer(to -> new ChallengeRound.CommitRoots(spec.id(), spec.worker(), commitments, to));
    return ((ChallengeRound.TargetsDrawn) answer).targets();
  }

  private Answer prove(ChallengeSpec spec, Proof proof) {
    return answer(to -> new ChallengeRound.SubmitProof(spec.id(), proof, to));
  }

  private Answer answer(Function<ActorRef<Answer>, Command> command) {
    return round.runCommand(command).reply();
  }

  private static void judge(Verifier.Verify verify) {
    var verdict =
        Verification.judge(
            verify.spec(),
            verify.answer().commitments(),
            verify.answer().targets(),
            verify.proof());
    verify.replyTo().tell(new Verifier.Judged(verify.spec().id(), verdict, Duration.ofMillis(3)));
  }

  private Challenge latest(ChallengeSpec spec) {
    return round.getState().find(spec.id()).orElseThrow();
  }

  private void assertFailed(ChallengeSpec spec, Failure why) {
    assertThat(latest(spec))
        .isInstanceOfSatisfying(
            Challenge.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
  }

  private double ended(String outcome) {
    return registry.get("byteleap.challenges.ended").tag("outcome", outcome).counter().count();
  }
}
