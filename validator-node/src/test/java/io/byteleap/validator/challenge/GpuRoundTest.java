package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.GpuSizePolicy;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.challenge.ChallengeRound.Answer;
import io.byteleap.validator.challenge.ChallengeRound.Collected;
import io.byteleap.validator.challenge.ChallengeRound.Command;
import io.byteleap.validator.challenge.WorkPolicy.GpuPolicy;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A round of GPU challenges, with devices that compute and sign.
final class GpuRoundTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofHours(1));
  private static final GpuPolicy WORK =
      new GpuPolicy(
          new GpuSizePolicy(128, 0),
          1,
          new GpuTargetPolicy(4, 0, new TargetPolicy(2, 0)),
          new GpuTolerance(0.02, 0.005, 0.85),
          0.1,
          new SignerKeys(List.of(HonestGpu.KEY)),
          new ModelAllowlist(List.of("H100", "RTX 4090")));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final TestProbe<Verifier.Verify> verifiers = kit.createTestProbe();
  private EventSourcedBehaviorTestKit<Command, Round.Step, Round> round;

  @BeforeEach
  void start() {
    var tools =
        RoundTools.ofVersion1(
            () -> new ChallengePolicy(WORK, PATIENCE),
            verifiers.getRef(),
            kit.system(),
            ValidatorMetrics.in(new SimpleMeterRegistry(), clock),
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
  void honestGpus_areVerified_eachForItself() {
    var spec = handedOut();
    var gpus = HonestGpu.all(spec);
    clock.pass(Duration.ofSeconds(2));

    var targets = targets(commit(spec, HonestGpu.commitments(gpus)));
    assertThat(targets.getFirst().coordinates()).isEqualTo(targets.getLast().coordinates());
    assertThat(targets.getFirst().rows()).isEqualTo(targets.getLast().rows());
    prove(spec, HonestGpu.proof(gpus, targets));
    judge(verifiers.receiveMessage());

    assertThat(latest(spec))
        .isEqualTo(
            new Challenge.Verified(
                spec,
                Duration.ofSeconds(2),
                List.of(new Verdict.Sound(A), new Verdict.Sound(B)),
                clock.instant()));
  }

  @Test
  void oneSilentGpu_isRecorded_whileTheOtherIsVerified() {
    var spec = handedOut();
    var one = HonestGpu.all(spec).subList(0, 1);

    prove(spec, HonestGpu.proof(one, targets(commit(spec, HonestGpu.commitments(one)))));
    judge(verifiers.receiveMessage());

    assertThat(((Challenge.Verified) latest(spec)).units())
        .containsExactly(new Verdict.Sound(A), new Verdict.Unsound(B, Failure.NO_COMMITMENT));
  }

  @Test
  void proofOfAnotherGpusWork_failsTheChallenge_withEachReason() {
    var spec = handedOut();
    var gpus = HonestGpu.all(spec);
    var work = (GpuWork) spec.work();
    var root = gpus.getFirst().commitment().root();
    var borrowed = List.of(HonestGpu.signed(work.matrix(), B, root));

    var asked = targets(commit(spec, borrowed)).getFirst();
    var opened =
        gpus.getFirst().opens(List.of(new UnitTargets(A, asked.rows(), asked.coordinates())));
    prove(
        spec,
        new Proof(List.of(new UnitProof(B, opened.rowHashes(), opened.paths(), opened.values()))));
    judge(verifiers.receiveMessage());

    assertThat(latest(spec))
        .isInstanceOfSatisfying(
            Challenge.Failed.class,
            failed -> {
              assertThat(failed.why()).isEqualTo(Failure.COORDINATES_DIFFER);
              assertThat(failed.units())
                  .containsExactly(
                      new Verdict.Unsound(B, Failure.COORDINATES_DIFFER),
                      new Verdict.Unsound(A, Failure.NO_COMMITMENT));
            });
  }

  @Test
  void wrongCommitment_failsTheChallenge_andSaysWhy() {
    var root = new MerkleRoot("ab".repeat(32));
    var badlySigned = new Commitment(A, root, new Commitment.Signature(1, "11".repeat(64)));

    assertFails(
        spec -> List.of(badlySigned),
        Failure.BAD_SIGNATURE,
        "Merkle signature verification failed for GPU-a");
    assertFails(
        spec ->
            Stream.concat(
                    HonestGpu.commitments(HonestGpu.all(spec)).subList(0, 1).stream(),
                    Stream.of(new Commitment(B, root, badlySigned.signature())))
                .toList(),
        Failure.BAD_SIGNATURE,
        "Merkle signature verification failed for GPU-b");
    assertFails(
        spec ->
            List.of(
                HonestGpu.signed(
                    ((GpuWork) spec.work()).matrix(), new UnitId("GPU-stranger"), root)),
        Failure.UNKNOWN_UNIT,
        "GPU UUID GPU-stranger not found in heartbeat inventory");
    assertFails(
        spec -> List.of(Commitment.ofCpu(root)),
        Failure.UNKNOWN_UNIT,
        "Unexpected commitment uuid: -1");
  }

  @Test
  void workersWithoutSuchGpus_areNotChallenged() {
    issue(new Candidate(new WorkerId("w-2"), List.of()));
    issue(new Candidate(new WorkerId("w-3"), List.of(gpu("NVIDIA A100", "GPU-x"))));
    issue(new Candidate(new WorkerId("w-4"), List.of(gpu("NVIDIA H100", "0000:01:00.0"))));
    issue(new Candidate(new WorkerId("w-5"), List.of(gpu("NVIDIA H100", "GPU- x"))));

    assertThat(collect()).isEmpty();
  }

  @Test
  void modelAllowlist_meansModelsByWholeWords() {
    var some = new ModelAllowlist(List.of("A10", "h100 80gb"));

    assertThat(some.allows(Label.of("NVIDIA A10"))).isTrue();
    assertThat(some.allows(Label.of("NVIDIA A100"))).isFalse();
    assertThat(some.allows(Label.of("NVIDIA H100 80GB HBM3"))).isTrue();
    assertThat(some.allows(Label.of("NVIDIA-H100-80GB"))).isTrue();
    assertThat(some.allows(Label.of("NVIDIA H100 NVL"))).isFalse();
    assertThat(new ModelAllowlist(List.of()).allows(Label.of("anything"))).isTrue();
  }

  private void assertFails(
      Function<ChallengeSpec, List<Commitment>> commitments, Failure why, String says) {
    var spec = handedOut();

    assertThat(commit(spec, commitments.apply(spec))).isEqualTo(new ChallengeRound.Refused(says));
    assertThat(latest(spec))
        .isInstanceOfSatisfying(
            Challenge.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
  }

  private ChallengeSpec handedOut() {
    issue(
        new Candidate(
            new WorkerId("w-1"),
            List.of(
                gpu("NVIDIA H100 80GB HBM3", "GPU-a"),
                gpu("NVIDIA GeForce RTX 4090", "GPU-b"),
                gpu("NVIDIA T4", "GPU-c"))));
    return collect().getFirst();
  }

  private static GpuFacts gpu(String model, String uuid) {
    return new GpuFacts(Label.of(model), Label.of(uuid), 81_559);
  }

  private void issue(Candidate candidate) {
    round.runCommand(new ChallengeRound.Issue(List.of(candidate)));
  }

  private List<ChallengeSpec> collect() {
    return round.<Collected>runCommand(ChallengeRound.Collect::new).reply().challenges();
  }

  private Answer commit(ChallengeSpec spec, List<Commitment> commitments) {
    return answer(to -> new ChallengeRound.CommitRoots(spec.id(), spec.worker(), commitments, to));
  }

  private static List<UnitTargets> targets(Answer answer) {
    return ((ChallengeRound.TargetsDrawn) answer).targets();
  }

  private void prove(ChallengeSpec spec, Proof proof) {
    assertThat(answer(to -> new ChallengeRound.SubmitProof(spec.id(), proof, to)))
        .isEqualTo(new ChallengeRound.ProofStored());
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
}
