package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.heard;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.challenge.Ending.Abandoned;
import io.byteleap.miner.challenge.Ending.Cause;
import io.byteleap.miner.challenge.Ending.Delivered;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerSession.Event;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofOutcome;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChallengeCourierTest {
  private static final List<Commitment> COMMITMENTS =
      List.of(Commitment.ofCpu(new MerkleRoot("ab".repeat(32))));
  private static final List<UnitTargets> TARGETS = List.of(UnitTargets.rowsOfCpu(List.of(1, 2)));
  private static final Target TARGET =
      new Target(new Endpoint("127.0.0.1", 9091), new Hotkey("5V"));
  private static final Proof PROOF = new Proof(List.of());

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private TestClock clock;
  private TestProbe<WorkerSession.Command> session;
  private TestProbe<ValidatorLink.Command> link;
  private TestProbe<Ending> endings;
  private ActorRef<Courier.Command> courier;
  private ActorRef<Event> owner;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void sendOut() {
    clock = new TestClock();
    session = testKit.createTestProbe();
    link = testKit.createTestProbe();
    endings = testKit.createTestProbe();
    var data = JsonObject.builder().put("matrix_size", 24).build();
    var order =
        new Courier.Order(
            new ChallengeId("c-1"),
            new ComputeChallenge("c-1", "cpu_matrix", data, 60, "w-1"),
            new Validator(TARGET, link.ref()),
            new WorkerRegistry.Entry(heard("w-1", Samples.T0), session.ref()));
    var settings = new Courier.Settings(endings.ref()::tell, clock, Seeds.generator(1));
    courier = testKit.spawn(Courier.create(order, settings));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    owner = assign.owner();
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    assertThat(assign.task().taskType()).isEqualTo("cpu_matrix");
    assertThat(assign.task().timeoutSeconds()).isEqualTo(60);
    assertThat(assign.task().validatorHotkey()).isEqualTo("5V");
    assertThat(assign.task().data()).isEqualTo(data);
  }

  @Test
  void challenge_isCarriedBetweenBothSides_withItsTimes() {
    clock.pass(Duration.ofSeconds(3));
    computes(
        new TaskDone(
            new Work(1, 24, 1),
            COMMITMENTS,
            new TreeMap<>(Map.of("worker_task_received_ts", 7L, "invented_ts", 8L))));
    var commit = call();
    assertThat(commit.payload()).isEqualTo(new Payload.CommitmentData("c-1", "w-1", COMMITMENTS));
    assertThat(commit.timeout()).isEqualTo(Duration.ofSeconds(15));
    answers(commit, new Answer.ProofRequests(TARGETS));
    var ask = session.expectMessageClass(WorkerSession.AskProof.class);
    assertThat(ask.request().targets()).isEqualTo(TARGETS);
    assertThat(ask.request().challengeId()).isEqualTo("c-1");
    opens(ask, new ProofGiven(PROOF, new TreeMap<>(Map.of("worker_proof_completed_ts", 9L))));
    session.expectMessage(new WorkerSession.Release("c-1"));
    var prove = call();
    answers(prove, new Answer.ProofQueued("c-1"));

    endings.expectMessage(new Delivered());
    long start = Samples.T0.toEpochMilli();
    assertThat(((Payload.ProofData) prove.payload()).debugInfo().object("timestamps").toText())
        .isEqualTo(
            ("{\"miner_task_received_ts\":%d,\"miner_task_response_ts\":%d,"
                    + "\"worker_proof_completed_ts\":9,\"worker_proof_response_ts\":%d,"
                    + "\"worker_task_received_ts\":7}")
                .formatted(start, start + 3_000, start + 3_000));
    assertThat(prove.timeout()).isEqualTo(Duration.ofSeconds(40));
    ended();
  }

  @Test
  void validatorThatAsksForNothing_endsItWell() {
    computes(done());
    answers(call(), new Answer.NothingToProve("auto-verified"));

    endings.expectMessage(new Delivered());
    ended();
  }

  @Test
  void workerThatIsNotIdle_orFails_orIsLost_endsItAtOnce() {
    owner.tell(new WorkerSession.NotIdle("the worker is busy"));
    abandoned(Cause.WORKER_NOT_IDLE, "computing: the worker is busy");

    sendOut();
    computes(new TaskFailed(1006, Label.of("no memory")));
    abandoned(Cause.WORKER_FAILED, "computing: error 1006: no memory");

    sendOut();
    computes(new TaskDone(new Work(1, 24, 1), List.of(), new TreeMap<>()));
    abandoned(Cause.WORKER_FAILED, "the worker committed to nothing");

    sendOut();
    computes(done());
    call();
    owner.tell(new WorkerSession.WorkerLost("disconnected"));
    abandoned(Cause.WORKER_LOST, "committing: disconnected");
  }

  @Test
  void workerThatIsLate_endsIt_andNotAMomentSooner() {
    time.timePasses(Duration.ofSeconds(69));
    endings.expectNoMessage(Duration.ofMillis(20));
    time.timePasses(Duration.ofSeconds(1));
    abandoned(Cause.WORKER_LATE, "computing: deadline passed");

    sendOut();
    computes(done());
    answers(call(), new Answer.ProofRequests(TARGETS));
    session.expectMessageClass(WorkerSession.AskProof.class);
    time.timePasses(Duration.ofSeconds(30));
    abandoned(Cause.WORKER_LATE, "opening: deadline passed");
  }

  @Test
  void proofsToAnotherRequest_areNotTaken_andAFailedOneEndsIt() {
    computes(done());
    answers(call(), new Answer.ProofRequests(TARGETS));
    var ask = session.expectMessageClass(WorkerSession.AskProof.class);

    owner.tell(new WorkerSession.ProofIn("other", new ProofGiven(PROOF, new TreeMap<>())));
    link.expectNoMessage(Duration.ofMillis(20));
    opens(ask, new ProofFailed(Label.of("result is gone")));

    abandoned(Cause.WORKER_FAILED, "opening: result is gone");
  }

  @Test
  void validatorThatRefuses_endsIt() {
    computes(done());
    call().replyTo().tell(new CallResult.Refused(1006, "challenge not found"));
    abandoned(Cause.VALIDATOR_REFUSED, "committing: challenge not found (1006)");

    sendOut();
    computes(done());
    answers(call(), new Answer.HeartbeatTaken("?", 0, Samples.T0));
    abandoned(Cause.VALIDATOR_REFUSED, "committing: answer to another question");
  }

  @Test
  void validatorThatIsAway_isToldAgain_untilItAnswers() {
    computes(done());
    var first = call();
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    pass(Duration.ofMillis(1_200));
    var second = call();
    assertThat(second.payload()).isEqualTo(first.payload());
    second.replyTo().tell(new CallResult.Unreachable("gone"));
    pass(Duration.ofMillis(1_200));
    answers(call(), new Answer.ProofRequests(TARGETS));
    opens(
        session.expectMessageClass(WorkerSession.AskProof.class),
        new ProofGiven(PROOF, new TreeMap<>()));
    session.expectMessage(new WorkerSession.Release("c-1"));
    call().replyTo().tell(new CallResult.Unreachable("gone"));
    pass(Duration.ofMillis(1_200));
    answers(call(), new Answer.ProofQueued("c-1"));

    endings.expectMessage(new Delivered());
  }

  @Test
  void validatorThatIsAwayForTooLong_endsIt() {
    computes(done());
    var first = call();
    clock.pass(Duration.ofSeconds(59));
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    pass(Duration.ofMillis(1_200));

    call().replyTo().tell(new CallResult.Unreachable("still gone"));

    abandoned(Cause.VALIDATOR_UNREACHABLE, "committing: still gone");
  }

  @Test
  void validatorThatHasMoved_isToldThereAtOnce_andWhatItsOldLinkSaysIsNoNews() {
    computes(done());
    var first = call();
    TestProbe<ValidatorLink.Command> next = testKit.createTestProbe();

    courier.tell(new Courier.ValidatorMoved(new Validator(TARGET, next.ref())));

    var second = next.expectMessageClass(ValidatorLink.Call.class);
    assertThat(second.payload()).isEqualTo(first.payload());
    first.replyTo().tell(new CallResult.Refused(1006, "the link was closed"));
    answers(second, new Answer.NothingToProve("auto-verified"));
    endings.expectMessage(new Delivered());
    ended();
  }

  @Test
  void linkThatIsClosed_isTriedAgain_whenItsTimeIsOver() {
    computes(done());
    call();

    pass(Duration.ofSeconds(20)); // the call's own deadline
    pass(Duration.ofMillis(1_200));

    answers(call(), new Answer.NothingToProve("auto-verified"));
    endings.expectMessage(new Delivered());
  }

  @Test
  void workerThatIsLost_whenItHasDoneItsPart_doesNoHarm() {
    deliver();
    owner.tell(new WorkerSession.WorkerLost("disconnected"));
    answers(call(), new Answer.ProofQueued("c-1"));

    endings.expectMessage(new Delivered());
  }

  private void pass(Duration duration) {
    link.expectNoMessage(Duration.ofMillis(100)); // the courier has heard what it was told
    clock.pass(duration);
    time.timePasses(duration);
  }

  private void deliver() {
    computes(done());
    computes(new TaskFailed(1006, Label.of("a second result")));
    answers(call(), new Answer.ProofRequests(TARGETS));
    opens(
        session.expectMessageClass(WorkerSession.AskProof.class),
        new ProofGiven(PROOF, new TreeMap<>()));
    session.expectMessage(new WorkerSession.Release("c-1"));
  }

  private static TaskDone done() {
    return new TaskDone(new Work(1, 24, 1), COMMITMENTS, new TreeMap<>());
  }

  private void computes(TaskOutcome outcome) {
    owner.tell(new WorkerSession.ResultIn(outcome));
  }

  private void opens(WorkerSession.AskProof ask, ProofOutcome outcome) {
    owner.tell(new WorkerSession.ProofIn(ask.request().messageId(), outcome));
  }

  private ValidatorLink.Call call() {
    return link.expectMessageClass(ValidatorLink.Call.class);
  }

  private static void answers(ValidatorLink.Call call, Answer answer) {
    call.replyTo().tell(new CallResult.Answered(answer));
  }

  private void abandoned(Cause cause, String why) {
    endings.expectMessage(new Abandoned(cause, why));
    ended();
  }

  /// The courier is gone and the worker free.
  private void ended() {
    session.fishForMessage(
        Duration.ofSeconds(3),
        command ->
            command.equals(new WorkerSession.Release("c-1"))
                ? FishingOutcomes.complete()
                : FishingOutcomes.fail("unexpected " + command));
    endings.expectTerminated(courier);
  }
}
