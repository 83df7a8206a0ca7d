package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.heard;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
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
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofOutcome;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
final class ExactCourierTest {
  private static final Target TARGET =
      new Target(new Endpoint("127.0.0.1", 9091), new Hotkey("5V"));
  private static final ChallengeId ID = new ChallengeId("c-1");
  private static final ExactShape SHAPE = new ExactShape(128, 1);
  private static final MatrixKey KEY = MatrixKey.ofHex("0a".repeat(32));
  private static final UnitId ONE = new UnitId("GPU-1");
  private static final UnitId TWO = new UnitId("GPU-2");
  private static final Label CRASHED = Label.of("the card crashed");

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final WorkerKeypair keypair = WorkerKeypair.draw();
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
    sendOut(ONE, TWO);
  }

  private void sendOut(UnitId... units) {
    clock = new TestClock();
    session = testKit.createTestProbe();
    link = testKit.createTestProbe();
    endings = testKit.createTestProbe();
    var keys = new TreeMap<UnitId, MatrixKey>();
    Arrays.stream(units).forEach(unit -> keys.put(unit, KEY));
    var data = ExactParts.write(new ExactOrder(SHAPE, KEY, keys));
    var order =
        new Courier.Order(
            ID,
            new ComputeChallenge("c-1", ExactParts.MATMUL_EXACT_V2, data, 60, "w-1"),
            new Validator(TARGET, link.ref()),
            new WorkerRegistry.Entry(heard("w-1", Samples.T0), session.ref()));
    var settings = new Courier.Settings(endings.ref()::tell, clock, Seeds.generator(1));
    courier = testKit.spawn(Courier.create(order, settings));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    owner = assign.owner();
    assertThat(assign.task().taskType()).isEqualTo("matmul_exact_v2");
    assertThat(assign.task().data()).isEqualTo(data);
  }

  @Test
  void units_areCarriedEachForItself_asSoonAsTheyAreDone() {
    commits(TWO);
    var commit = call();
    assertThat(commit.payload())
        .isEqualTo(new Payload.ExactCommitments("c-1", "w-1", List.of(commitment(TWO))));
    assertThat(commit.timeout()).isEqualTo(Duration.ofSeconds(15));
    answers(commit, asks(TWO, 3, 7));
    var ask = session.expectMessageClass(WorkerSession.AskRows.class);
    assertThat(ask.request().rows()).isEqualTo(new UnitRows(TWO, List.of(3, 7)));
    assertThat(ask.request().challengeId()).isEqualTo("c-1");
    assertThat(ask.request().validatorHotkey()).isEqualTo("5V");
    var frame = frame(TWO, 3, 7);
    opens(ask, new RowsGiven(new UnitOpening.Opened(TWO, frame), new TreeMap<>()));
    var opening = call();
    assertThat(((Payload.ExactOpening) opening.payload()).opening())
        .isEqualTo(new UnitOpening.Opened(TWO, frame));
    assertThat(opening.timeout()).isEqualTo(Duration.ofSeconds(40));
    answers(opening, new Answer.ProofQueued("c-1"));
    endings.expectNoMessage(Duration.ofMillis(20));

    deliver(ONE);

    session.expectMessage(new WorkerSession.Release("c-1"));
    endings.expectMessage(new Delivered());
  }

  @Test
  void unitsOfOneResult_areOneMessage_andWhatOneGetsWrongIsOnlyItsOwn() {
    var broken = new UnitCommitment.Unreadable(ONE, Label.of("merkle_root: missing"));
    computes(new UnitsDone(List.of(broken, commitment(TWO)), new TreeMap<>()));
    var commit = call();
    assertThat(((Payload.ExactCommitments) commit.payload()).units())
        .containsExactly(broken, commitment(TWO));
    answers(
        commit,
        new Answer.ExactRequests(
            List.of(new UnitRows(TWO, List.of(5))),
            List.of(new UnitRefusal(ONE, ExactRefusal.COMMITMENT_MALFORMED))));
    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(TWO, 5));
    answers(call(), new Answer.ProofQueued("c-1"));

    abandoned(
        Cause.WORKER_FAILED,
        "unit GPU-1, computing: commitment-malformed: merkle_root: missing"
            + " (1 of 2 units delivered)");
  }

  @Test
  void unitThatGivesUp_isToldSo_inBothPhases() {
    computes(new UnitsDone(List.of(new UnitCommitment.GivenUp(ONE, CRASHED)), new TreeMap<>()));
    var commit = call();
    assertThat(((Payload.ExactCommitments) commit.payload()).units())
        .containsExactly(new UnitCommitment.GivenUp(ONE, CRASHED));
    answers(commit, refuses(ONE, ExactRefusal.GIVEN_UP));
    commits(TWO);
    answers(call(), asks(TWO, 1));
    var ask = session.expectMessageClass(WorkerSession.AskRows.class);
    opens(ask, new ProofFailed(Label.of("no product is kept")));
    var told = call();
    assertThat(((Payload.ExactOpening) told.payload()).opening())
        .isEqualTo(new UnitOpening.GivenUp(TWO, Label.of("no product is kept")));
    told.replyTo().tell(new CallResult.Refused(1006, "given-up"));

    abandoned(
        Cause.WORKER_FAILED, "unit GPU-1, computing: the card crashed (0 of 2 units delivered)");
  }

  @Test
  void failureOfTheTask_isThatOfAllUnitsThatHaveNotCommitted() {
    commits(ONE);
    answers(call(), asks(ONE, 1));
    computes(new TaskFailed(1006, Label.of("not finished within 60000 ms")));
    var told = call();
    assertThat(((Payload.ExactCommitments) told.payload()).units())
        .containsExactly(
            new UnitCommitment.GivenUp(TWO, Label.of("error 1006: not finished within 60000 ms")));
    answers(told, refuses(TWO, ExactRefusal.GIVEN_UP));
    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(ONE, 1));
    answers(call(), new Answer.ProofQueued("c-1"));

    abandoned(
        Cause.WORKER_FAILED,
        "unit GPU-2, computing: error 1006: not finished within 60000 ms"
            + " (1 of 2 units delivered)");
  }

  @Test
  void secondCommitment_aStrangersUnit_andAResultOfVersionOne_goNoFurther() {
    sendOut(ONE);
    commits(new UnitId("GPU-strange"));
    commits(ONE);
    answers(call(), asks(ONE, 1));
    commits(ONE);
    computes(new TaskDone(new Work(1, 24, 1), List.of(), new TreeMap<>()));
    link.expectNoMessage(Duration.ofMillis(20));

    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(ONE, 1));
    answers(call(), new Answer.ProofQueued("c-1"));

    endings.expectMessage(new Delivered());
  }

  @Test
  void openingOfAnotherLength_orOfAnotherUnit_isRefusedByName() {
    sendOut(ONE);
    askedFor(1);
    var frame = frame(ONE, 1);
    var tooLong = Arrays.copyOf(frame.toArray(), frame.length() + 1);
    opensWith(new UnitOpening.Opened(ONE, Bytes.adopting(tooLong)));
    refusedInAnOpening("frame-length: %d bytes, not %d".formatted(tooLong.length, frame.length()));

    sendOut(ONE);
    askedFor(1);
    opensWith(new UnitOpening.Opened(TWO, frame));
    refusedInAnOpening("other-unit");

    sendOut(ONE);
    askedFor(1);
    opensWith(new UnitOpening.Unreadable(ONE, Label.of("frame: must be base64")));
    refusedInAnOpening("frame: must be base64");
  }

  private void askedFor(int row) {
    commits(ONE);
    answers(call(), asks(ONE, row));
  }

  private void opensWith(UnitOpening opening) {
    opens(
        session.expectMessageClass(WorkerSession.AskRows.class),
        new RowsGiven(opening, new TreeMap<>()));
  }

  private void refusedInAnOpening(String why) {
    var told = call();
    assertThat(((Payload.ExactOpening) told.payload()).opening())
        .isEqualTo(new UnitOpening.GivenUp(ONE, Label.of(why)));
    told.replyTo().tell(new CallResult.Refused(1006, "given-up"));
    abandoned(Cause.WORKER_FAILED, "unit GPU-1, opening: " + why + " (0 of 1 units delivered)");
  }

  @Test
  void workerThatIsLost_givesUpWhatIsOpen_andTheRestGoesOn() {
    sendOut(ONE, TWO, UnitId.CPU);
    commits(ONE);
    answers(call(), asks(ONE, 1));
    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(ONE, 1));
    var delivering = call();
    commits(TWO);
    answers(call(), asks(TWO, 2));
    session.expectMessageClass(WorkerSession.AskRows.class);

    owner.tell(new WorkerSession.WorkerLost("disconnected"));

    var gone = Label.of("disconnected");
    var uncommitted = call();
    assertThat(((Payload.ExactCommitments) uncommitted.payload()).units())
        .containsExactly(new UnitCommitment.GivenUp(UnitId.CPU, gone));
    var unopened = call();
    assertThat(((Payload.ExactOpening) unopened.payload()).opening())
        .isEqualTo(new UnitOpening.GivenUp(TWO, gone));
    session.expectMessage(new WorkerSession.Release("c-1"));
    answers(uncommitted, refuses(UnitId.CPU, ExactRefusal.GIVEN_UP));
    unopened.replyTo().tell(new CallResult.Refused(1006, "given-up"));
    answers(delivering, new Answer.ProofQueued("c-1"));

    abandoned(Cause.WORKER_LOST, "unit -1, computing: disconnected (1 of 3 units delivered)");
  }

  @Test
  void workerThatIsLate_endsWhatItIsLateWith_andNotAMomentSooner() {
    commits(ONE);
    answers(call(), asks(ONE, 1));
    session.expectMessageClass(WorkerSession.AskRows.class);
    pass(Duration.ofSeconds(29));
    pass(Duration.ofSeconds(40)); // the opening is late, the other unit still computes
    endings.expectNoMessage(Duration.ofMillis(20));
    pass(Duration.ofSeconds(1));

    abandoned(Cause.WORKER_LATE, "unit GPU-1, opening: deadline passed (0 of 2 units delivered)");
  }

  @Test
  void validatorThatRefuses_asksNonsense_orAnswersSomethingElse_endsTheUnit() {
    sendOut(ONE);
    commits(ONE);
    answers(call(), refuses(ONE, ExactRefusal.OTHER_KEY));
    refusedWhileCommitting("other-key");

    sendOut(ONE);
    commits(ONE);
    answers(call(), asks(ONE, 128));
    refusedWhileCommitting(
        "it asks what cannot be asked: rows must be of the matrix, ascending, each once");

    sendOut(ONE);
    commits(ONE);
    answers(call(), new Answer.ExactRequests(List.of(), List.of()));
    refusedWhileCommitting("it neither asks nor refuses the unit");

    sendOut(ONE);
    commits(ONE);
    answers(call(), new Answer.ProofQueued("c-1"));
    refusedWhileCommitting("answer to another question");

    sendOut(ONE);
    commits(ONE);
    call().replyTo().tell(new CallResult.Refused(1006, "no such challenge"));
    refusedWhileCommitting("no such challenge (1006)");
  }

  private void refusedWhileCommitting(String why) {
    abandoned(
        Cause.VALIDATOR_REFUSED, "unit GPU-1, committing: " + why + " (0 of 1 units delivered)");
  }

  @Test
  void validatorThatIsAway_orHasNoTime_isToldTheSameAgain() {
    sendOut(ONE);
    commits(ONE);
    var first = call();
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    pass(Duration.ofMillis(1_200));
    var second = call();
    assertThat(second.payload()).isEqualTo(first.payload());
    second.replyTo().tell(new CallResult.Refused(1001, "the line is full"));
    pass(Duration.ofMillis(2_400));
    answers(call(), asks(ONE, 1));
    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(ONE, 1));
    call().replyTo().tell(new CallResult.Refused(1001, "the line is full"));
    pass(Duration.ofMillis(1_200));
    answers(call(), new Answer.ProofQueued("c-1"));

    endings.expectMessage(new Delivered());
  }

  @Test
  void validatorThatIsAwayForTooLong_endsTheUnit() {
    sendOut(ONE);
    commits(ONE);
    var first = call();
    clock.pass(Duration.ofSeconds(60));
    first.replyTo().tell(new CallResult.Unreachable("gone"));

    abandoned(Cause.VALIDATOR_UNREACHABLE, "unit GPU-1, committing: gone (0 of 1 units delivered)");
  }

  @Test
  void validatorThatHasMoved_isToldEverythingThatIsOpenThere() {
    commits(ONE);
    var first = call();
    commits(TWO);
    var second = call();
    TestProbe<ValidatorLink.Command> next = testKit.createTestProbe();

    courier.tell(new Courier.ValidatorMoved(new Validator(TARGET, next.ref())));

    var again = next.expectMessageClass(ValidatorLink.Call.class);
    assertThat(again.payload()).isEqualTo(first.payload());
    assertThat(next.expectMessageClass(ValidatorLink.Call.class).payload())
        .isEqualTo(second.payload());
    first.replyTo().tell(new CallResult.Refused(1006, "the link was closed"));
    answers(again, asks(ONE, 1));
    session.expectMessageClass(WorkerSession.AskRows.class);
  }

  @Test
  void openings_areAFewAtATime() {
    List<UnitId> units = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      units.add(new UnitId("GPU-" + i));
    }
    sendOut(units.toArray(UnitId[]::new));
    computes(
        new UnitsDone(
            units.stream().map(this::commitment).map(UnitCommitment.class::cast).toList(),
            new TreeMap<>()));
    answers(
        call(),
        new Answer.ExactRequests(
            units.stream().map(unit -> new UnitRows(unit, List.of(0))).toList(), List.of()));
    List<WorkerSession.AskRows> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asked.add(session.expectMessageClass(WorkerSession.AskRows.class));
    }
    session.expectNoMessage(Duration.ofMillis(20));

    opens(asked.getFirst(), opened(asked.getFirst().request().rows().unit(), 0));
    session.expectNoMessage(Duration.ofMillis(20)); // it is still in memory
    answers(call(), new Answer.ProofQueued("c-1"));

    session.expectMessageClass(WorkerSession.AskRows.class);
  }

  @Test
  void minerThatStops_abandonsAll() {
    courier.tell(new Courier.GiveUp("the miner is shutting down"));

    abandoned(
        Cause.MINER_STOPPING,
        "unit GPU-1, computing: the miner is shutting down (0 of 2 units delivered)");
  }

  private void deliver(UnitId unit) {
    commits(unit);
    answers(call(), asks(unit, 1));
    opens(session.expectMessageClass(WorkerSession.AskRows.class), opened(unit, 1));
    answers(call(), new Answer.ProofQueued("c-1"));
  }

  private void pass(Duration duration) {
    link.expectNoMessage(Duration.ofMillis(100)); // the courier has heard what it was told
    clock.pass(duration);
    time.timePasses(duration);
  }

  private UnitCommitment.Committed commitment(UnitId unit) {
    return new UnitCommitment.Committed(
        ExactCommitment.signed(
            ID,
            new UnitName(new Hotkey("5M"), new WorkerId("w-1"), unit),
            SHAPE,
            TreeHash.ofHex("ab".repeat(32)),
            keypair));
  }

  private void commits(UnitId unit) {
    computes(new UnitsDone(List.of(commitment(unit)), new TreeMap<>()));
  }

  private void computes(TaskOutcome outcome) {
    owner.tell(new WorkerSession.ResultIn(outcome));
  }

  private static Answer asks(UnitId unit, Integer... rows) {
    return new Answer.ExactRequests(List.of(new UnitRows(unit, List.of(rows))), List.of());
  }

  private static Answer refuses(UnitId unit, ExactRefusal why) {
    return new Answer.ExactRequests(List.of(), List.of(new UnitRefusal(unit, why)));
  }

  /// A frame of the right length, whose content is nobody's business here.
  private static Bytes frame(UnitId unit, Integer... rows) {
    var request = new OpeningRequest(ID, unit, SHAPE, List.of(rows));
    return Bytes.adopting(new byte[OpeningFrame.lengthOf(request)]);
  }

  private static RowsGiven opened(UnitId unit, Integer... rows) {
    return new RowsGiven(new UnitOpening.Opened(unit, frame(unit, rows)), new TreeMap<>());
  }

  private void opens(WorkerSession.AskRows ask, ProofOutcome outcome) {
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
    session.fishForMessage(
        Duration.ofSeconds(3),
        command ->
            command.equals(new WorkerSession.Release("c-1"))
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    endings.expectTerminated(courier);
  }
}
