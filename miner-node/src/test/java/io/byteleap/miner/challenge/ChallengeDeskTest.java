package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChallengeDeskTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final TaskDone DONE =
      new TaskDone(
          new Work(1, 24, 1),
          List.of(Commitment.ofCpu(new MerkleRoot("ab".repeat(32)))),
          new TreeMap<>());

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private SimpleMeterRegistry figures;
  private TestProbe<WorkerRegistry.Command> registry;
  private TestProbe<WorkerSession.Command> session;
  private TestProbe<ValidatorLink.Command> a;
  private TestProbe<ValidatorLink.Command> b;
  private final BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
  private ActorRef<ChallengeDesk.Command> desk;

  @BeforeEach
  void start() {
    figures = new SimpleMeterRegistry();
    events.clear();
    registry = testKit.createTestProbe();
    session = testKit.createTestProbe();
    a = testKit.createTestProbe();
    b = testKit.createTestProbe();
    var settings =
        new ChallengeDesk.Settings(
            new Hotkey("own"), INTERVAL, events::add, figures, clock, Seeds.generator(1));
    desk = testKit.spawn(ChallengeDesk.create(settings, registry.ref()));
  }

  @AfterEach
  void stop() {
    testKit.stop(desk);
  }

  @AfterAll
  void shutDown() {
    testKit.shutdownTestKit();
  }

  @Test
  void challenge_goesToItsWorker_andIsCounted() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), idle("w-2"));
    var poll = a.expectMessageClass(ValidatorLink.Call.class);
    assertThat(poll.payload()).isEqualTo(new Payload.TaskPoll("own", clock.instant()));
    assertThat(poll.timeout()).isEqualTo(Duration.ofSeconds(10));

    hand(poll, challenge("c-1", "w-2"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    assertThat(tally().running()).isEqualTo(1);
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    session.expectMessage(new WorkerSession.Release("c-1"));
    session.awaitAssert(
        () -> {
          assertThat(tally().running()).isZero();
          assertThat(tally().abandoned()).containsEntry("worker_lost", 1L);
          return null;
        });
  }

  @Test
  void challengesThatNobodyCanTake_areRefused_eachForItsReason() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), busy("w-2"));

    hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-1"),
        challenge("c-1", "w-1"),
        challenge("not an id", "w-2"),
        challenge("c-2", ""));

    session.expectMessageClass(WorkerSession.Assign.class);
    session.expectNoMessage(Duration.ofMillis(20));
    assertThat(tally().refused())
        .containsEntry("already_running", 1L)
        .containsEntry("unreadable_id", 1L)
        .containsEntry("nobody_idle", 1L);
    assertThat(
            figures
                .counter("byteleap.challenges", "outcome", "refused", "cause", "nobody_idle")
                .count())
        .isEqualTo(1);
  }

  @Test
  void challenge_waitsForAWorkerThatIsAway_andGoesWithTheTimeThatIsLeft() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), offline("w-2"));
    hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-2"),
        challenge("c-1", "w-2"));
    assertThat(tally().refused()).containsEntry("already_running", 1L).hasSize(1);
    session.expectNoMessage(Duration.ofMillis(20));

    pass(INTERVAL);
    roster(idle("w-1"), idle("w-2"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    assertThat(assign.task().timeoutSeconds()).isEqualTo(15);
    assertThat(tally().running()).isEqualTo(1);
  }

  @Test
  void challenges_waitForAWorkerThatIsBusy_oneAfterTheOther() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), busy("w-2"));
    hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-2"),
        challenge("c-2", "w-2"));

    pass(INTERVAL);
    roster(idle("w-2"));

    assertThat(session.expectMessageClass(WorkerSession.Assign.class).task().taskId())
        .isEqualTo("c-1");
    session.expectNoMessage(Duration.ofMillis(20));
    assertThat(tally().refused()).isEmpty();
  }

  @Test
  void challenge_whoseWorkerDoesNotComeInTime_isRefused() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"));
    hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-9"));

    for (int i = 0; i < 2; i++) {
      pass(INTERVAL);
      roster(idle("w-1"));
      hand(a.expectMessageClass(ValidatorLink.Call.class));
    }

    assertThat(tally().refused()).containsEntry("unknown_worker", 1L);
    pass(INTERVAL);
    roster(idle("w-9"));
    session.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void challenge_thatWaited_isTalkedOverWithItsValidator_whereThatIsNow() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), offline("w-2"));
    hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-2"));
    choose(validator("a", b));

    pass(INTERVAL);
    roster(idle("w-2"));

    session
        .expectMessageClass(WorkerSession.Assign.class)
        .owner()
        .tell(new WorkerSession.ResultIn(DONE));
    assertThat(b.expectMessageClass(ValidatorLink.Call.class).payload())
        .isInstanceOf(Payload.CommitmentData.class);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void couriers_areTold_whereTheirValidatorIsNow() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"));
    hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);

    choose(validator("a", b));
    assign.owner().tell(new WorkerSession.ResultIn(DONE));

    assertThat(b.expectMessageClass(ValidatorLink.Call.class).payload())
        .isInstanceOf(Payload.CommitmentData.class);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void rounds_beginWithAnotherValidatorEachTime_oneAfterTheOther() {
    choose(validator("a", a), validator("b", b));
    pass(SOON);
    roster(idle("w-1"));
    var first = a.expectMessageClass(ValidatorLink.Call.class);
    b.expectNoMessage(Duration.ofMillis(20));
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    roster(idle("w-1"));
    hand(b.expectMessageClass(ValidatorLink.Call.class));
    registry.expectNoMessage(Duration.ofMillis(20));

    pass(INTERVAL);

    roster(idle("w-1"));
    b.expectMessageClass(ValidatorLink.Call.class);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void nobodyIsAsked_whileNoWorkerIsIdle() {
    choose(validator("a", a));
    pass(SOON);
    roster(busy("w-1"));
    a.expectNoMessage(Duration.ofMillis(20));

    pass(SOON);

    roster(busy("w-1"), idle("w-2"));
    a.expectMessageClass(ValidatorLink.Call.class);
  }

  @Test
  void workersThatGotATask_countAsBusy_forTheNextValidator() {
    choose(validator("a", a), validator("b", b));
    pass(SOON);
    roster(idle("w-1"));
    hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));

    roster(idle("w-1")); // its session has not shown yet that it is busy

    b.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void registryThatIsSilent_isAskedAgainSoon() {
    choose(validator("a", a));
    pass(SOON);
    registry.expectMessageClass(WorkerRegistry.GetRoster.class);
    pass(Duration.ofSeconds(5)); // the question's own deadline
    registry.expectNoMessage(Duration.ofMillis(50));

    pass(SOON);

    roster(idle("w-1"));
    a.expectMessageClass(ValidatorLink.Call.class);
  }

  private void choose(Validator... validators) {
    desk.tell(new ChallengeDesk.Validators(List.of(validators)));
    tally(); // it has heard
  }

  private void pass(Duration duration) {
    settle();
    clock.pass(duration);
    time.timePasses(duration);
  }

  @Test
  void deskThatIsDrained_finishesWhatRuns_andTakesNothingNew() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), busy("w-2"));
    hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-1"),
        challenge("c-2", "w-2"));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    TestProbe<ChallengeDesk.Drained> drained = testKit.createTestProbe();

    desk.tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));

    drained.expectNoMessage(Duration.ofMillis(50));
    assertThat(tally().refused()).containsEntry("miner_stopping", 1L);
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    drained.expectMessage(new ChallengeDesk.Drained());
    pass(INTERVAL);
    a.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void deskThatIsDrained_waitsForThePollThatIsUnderWay() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"));
    var poll = a.expectMessageClass(ValidatorLink.Call.class);
    TestProbe<ChallengeDesk.Drained> drained = testKit.createTestProbe();

    desk.tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));
    drained.expectNoMessage(Duration.ofMillis(50));
    hand(poll, challenge("c-1", "w-1"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    drained.expectNoMessage(Duration.ofMillis(50));
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    drained.expectMessage(new ChallengeDesk.Drained());
  }

  @Test
  void deskWithNothingToDo_isDrainedAtOnce() {
    TestProbe<ChallengeDesk.Drained> drained = testKit.createTestProbe();

    desk.tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));

    drained.expectMessage(new ChallengeDesk.Drained());
  }

  @Test
  void whatIsNotFinishedInTime_isGivenUp_andItsWorkerIsFree() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"));
    hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));
    session.expectMessageClass(WorkerSession.Assign.class);
    TestProbe<ChallengeDesk.Drained> drained = testKit.createTestProbe();
    desk.tell(new ChallengeDesk.Drain(Duration.ofSeconds(20), drained.ref()));
    drained.expectNoMessage(Duration.ofMillis(50));

    pass(Duration.ofSeconds(20));

    session.expectMessage(new WorkerSession.Release("c-1"));
    drained.expectMessage(new ChallengeDesk.Drained());
    assertThat(tally().abandoned()).containsEntry("miner_stopping", 1L);
    assertThat(events).anyMatch(event -> isEnd(event, "miner_stopping"));
  }

  private static boolean isEnd(MinerEvent event, String cause) {
    return event instanceof MinerEvent.ChallengeEnded ended && ended.cause().equals(cause);
  }

  @Test
  void tasks_areShown_whileTheyWaitAndRun_andAfterwards() {
    choose(validator("a", a));
    pass(SOON);
    roster(idle("w-1"), busy("w-2"));
    hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-1"),
        challenge("c-2", "w-2"));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);

    assertThat(tasks().onTheWay())
        .singleElement()
        .satisfies(task -> assertThat(task.id().value()).isEqualTo("c-1"));
    assertThat(tasks().waiting())
        .singleElement()
        .satisfies(task -> assertThat(task.why()).isEqualTo("worker_busy"));

    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    session.expectMessage(new WorkerSession.Release("c-1"));
    session.awaitAssert(
        () -> {
          assertThat(tasks().onTheWay()).isEmpty();
          assertThat(tasks().over())
              .singleElement()
              .satisfies(over -> assertThat(over.cause()).isEqualTo("worker_lost"));
          return null;
        });
  }

  private Tasks tasks() {
    TestProbe<Tasks> probe = testKit.createTestProbe();
    desk.tell(new ChallengeDesk.GetTasks(probe.ref()));
    return probe.receiveMessage();
  }

  private void roster(WorkerView... workers) {
    registry
        .expectMessageClass(WorkerRegistry.GetRoster.class)
        .replyTo()
        .tell(
            new Roster(
                Arrays.stream(workers).map(view -> new Entry(view, session.ref())).toList()));
  }

  private void hand(ValidatorLink.Call poll, ComputeChallenge... challenges) {
    poll.replyTo()
        .tell(new CallResult.Answered(new Answer.Tasks(List.of(challenges), clock.instant())));
  }

  /// The desk has heard the answers that it was given.
  private void settle() {
    registry.expectNoMessage(Duration.ofMillis(100));
  }

  private Tally tally() {
    settle();
    TestProbe<Tally> probe = testKit.createTestProbe();
    desk.tell(new ChallengeDesk.GetTally(probe.ref()));
    return probe.receiveMessage();
  }

  private WorkerView idle(String id) {
    return worker(id, new WorkerView.Online(), new WorkerView.NotYet(), clock.instant());
  }

  private WorkerView offline(String id) {
    return worker(id, new WorkerView.Offline(), new WorkerView.NotYet(), clock.instant());
  }

  private WorkerView busy(String id) {
    return worker(id, new WorkerView.Busy("t"), new WorkerView.NotYet(), clock.instant());
  }

  private static ComputeChallenge challenge(String id, String target) {
    return new ComputeChallenge(id, "cpu_matrix", JsonObject.EMPTY, 45, target);
  }

  private static Validator validator(String hotkey, TestProbe<ValidatorLink.Command> link) {
    return new Validator(
        new Target(new Endpoint("127.0.0.1", 9091), new Hotkey(hotkey)), link.ref());
  }
}
