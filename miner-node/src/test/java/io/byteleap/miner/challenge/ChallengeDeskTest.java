package io.byteleap.miner.challenge;

import static io.byteleap.miner.challenge.DeskBench.INTERVAL;
import static io.byteleap.miner.challenge.DeskBench.SOON;
import static io.byteleap.miner.challenge.DeskBench.challenge;
import static io.byteleap.miner.challenge.DeskBench.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ChallengeDeskTest {
  private static final TaskDone DONE =
      new TaskDone(
          new Work(1, 24, 1),
          List.of(Commitment.ofCpu(new MerkleRoot("ab".repeat(32)))),
          new TreeMap<>());

  @RegisterExtension private final DeskBench bench = new DeskBench();

  private final TestProbe<WorkerRegistry.Command> registry = bench.registry();
  private final TestProbe<WorkerSession.Command> session = bench.session();
  private final TestProbe<ValidatorLink.Command> a = bench.a();
  private final TestProbe<ValidatorLink.Command> b = bench.b();

  @Test
  void challenge_goesToItsWorker_andIsCounted() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.idle("w-2"));
    var poll = a.expectMessageClass(ValidatorLink.Call.class);
    assertThat(poll.payload()).isEqualTo(new Payload.TaskPoll("own", bench.clock().instant()));
    assertThat(poll.timeout()).isEqualTo(Duration.ofSeconds(10));

    bench.hand(poll, challenge("c-1", "w-2"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    assertThat(bench.tally().running()).isEqualTo(1);
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    session.expectMessage(new WorkerSession.Release("c-1"));
    session.awaitAssert(
        () -> {
          assertThat(bench.tally().running()).isZero();
          assertThat(bench.tally().abandoned()).containsEntry("worker_lost", 1L);
          return null;
        });
  }

  @Test
  void challengesThatNobodyCanTake_areRefused_eachForItsReason() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.busy("w-2"));

    bench.hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-1"),
        challenge("c-1", "w-1"),
        challenge("not an id", "w-2"),
        challenge("c-2", ""));

    session.expectMessageClass(WorkerSession.Assign.class);
    session.expectNoMessage(Duration.ofMillis(20));
    assertThat(bench.tally().refused())
        .containsEntry("already_running", 1L)
        .containsEntry("unreadable_id", 1L)
        .containsEntry("nobody_idle", 1L);
    assertThat(
            bench
                .figures()
                .counter("byteleap.challenges", "outcome", "refused", "cause", "nobody_idle")
                .count())
        .isEqualTo(1);
  }

  @Test
  void challenge_waitsForAWorkerThatIsAway_andGoesWithTheTimeThatIsLeft() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.offline("w-2"));
    bench.hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-2"),
        challenge("c-1", "w-2"));
    assertThat(bench.tally().refused()).containsEntry("already_running", 1L).hasSize(1);
    session.expectNoMessage(Duration.ofMillis(20));

    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-1"), bench.idle("w-2"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    assertThat(assign.task().timeoutSeconds()).isEqualTo(15);
    assertThat(bench.tally().running()).isEqualTo(1);
  }

  @Test
  void challenges_waitForAWorkerThatIsBusy_oneAfterTheOther() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.busy("w-2"));
    bench.hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-2"),
        challenge("c-2", "w-2"));

    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-2"));

    assertThat(session.expectMessageClass(WorkerSession.Assign.class).task().taskId())
        .isEqualTo("c-1");
    session.expectNoMessage(Duration.ofMillis(20));
    assertThat(bench.tally().refused()).isEmpty();
  }

  @Test
  void challenge_whoseWorkerDoesNotComeInTime_isRefused() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-9"));

    for (int i = 0; i < 2; i++) {
      bench.pass(INTERVAL);
      bench.roster(bench.idle("w-1"));
      bench.hand(a.expectMessageClass(ValidatorLink.Call.class));
    }

    assertThat(bench.tally().refused()).containsEntry("unknown_worker", 1L);
    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-9"));
    session.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void challenge_thatWaited_isTalkedOverWithItsValidator_whereThatIsNow() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.offline("w-2"));
    bench.hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-2"));
    bench.choose(validator("a", b));

    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-2"));

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
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);

    bench.choose(validator("a", b));
    assign.owner().tell(new WorkerSession.ResultIn(DONE));

    assertThat(b.expectMessageClass(ValidatorLink.Call.class).payload())
        .isInstanceOf(Payload.CommitmentData.class);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void rounds_beginWithAnotherValidatorEachTime_oneAfterTheOther() {
    bench.choose(validator("a", a), validator("b", b));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    var first = a.expectMessageClass(ValidatorLink.Call.class);
    b.expectNoMessage(Duration.ofMillis(20));
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    bench.roster(bench.idle("w-1"));
    bench.hand(b.expectMessageClass(ValidatorLink.Call.class));
    registry.expectNoMessage(Duration.ofMillis(20));

    bench.pass(INTERVAL);

    bench.roster(bench.idle("w-1"));
    b.expectMessageClass(ValidatorLink.Call.class);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void nobodyIsAsked_whileNoWorkerIsIdle() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.busy("w-1"));
    a.expectNoMessage(Duration.ofMillis(20));

    bench.pass(SOON);

    bench.roster(bench.busy("w-1"), bench.idle("w-2"));
    a.expectMessageClass(ValidatorLink.Call.class);
  }

  @Test
  void workersThatGotATask_countAsBusy_forTheNextValidator() {
    bench.choose(validator("a", a), validator("b", b));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));

    bench.roster(bench.idle("w-1")); // its session has not shown yet that it is busy

    b.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void registryThatIsSilent_isAskedAgainSoon() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    registry.expectMessageClass(WorkerRegistry.GetRoster.class);
    bench.pass(Duration.ofSeconds(5)); // the question's own deadline
    registry.expectNoMessage(Duration.ofMillis(50));

    bench.pass(SOON);

    bench.roster(bench.idle("w-1"));
    a.expectMessageClass(ValidatorLink.Call.class);
  }

  @Test
  void deskThatIsDrained_finishesWhatRuns_andTakesNothingNew() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.busy("w-2"));
    bench.hand(
        a.expectMessageClass(ValidatorLink.Call.class),
        challenge("c-1", "w-1"),
        challenge("c-2", "w-2"));
    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    TestProbe<ChallengeDesk.Drained> drained = bench.probe();

    bench.desk().tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));

    drained.expectNoMessage(Duration.ofMillis(50));
    assertThat(bench.tally().refused()).containsEntry("miner_stopping", 1L);
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    drained.expectMessage(new ChallengeDesk.Drained());
    bench.pass(INTERVAL);
    a.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void deskThatIsDrained_waitsForThePollThatIsUnderWay() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    var poll = a.expectMessageClass(ValidatorLink.Call.class);
    TestProbe<ChallengeDesk.Drained> drained = bench.probe();

    bench.desk().tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));
    drained.expectNoMessage(Duration.ofMillis(50));
    bench.hand(poll, challenge("c-1", "w-1"));

    var assign = session.expectMessageClass(WorkerSession.Assign.class);
    drained.expectNoMessage(Duration.ofMillis(50));
    assign.owner().tell(new WorkerSession.WorkerLost("disconnected"));
    drained.expectMessage(new ChallengeDesk.Drained());
  }

  @Test
  void deskWithNothingToDo_isDrainedAtOnce() {
    TestProbe<ChallengeDesk.Drained> drained = bench.probe();

    bench.desk().tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));

    drained.expectMessage(new ChallengeDesk.Drained());
  }

  @Test
  void whatIsNotFinishedInTime_isGivenUp_andItsWorkerIsFree() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.hand(a.expectMessageClass(ValidatorLink.Call.class), challenge("c-1", "w-1"));
    session.expectMessageClass(WorkerSession.Assign.class);
    TestProbe<ChallengeDesk.Drained> drained = bench.probe();
    bench.desk().tell(new ChallengeDesk.Drain(Duration.ofSeconds(20), drained.ref()));
    drained.expectNoMessage(Duration.ofMillis(50));

    bench.pass(Duration.ofSeconds(20));

    session.expectMessage(new WorkerSession.Release("c-1"));
    drained.expectMessage(new ChallengeDesk.Drained());
    assertThat(bench.tally().abandoned()).containsEntry("miner_stopping", 1L);
    assertThat(bench.events()).anyMatch(event -> isEnd(event, "miner_stopping"));
  }

  private static boolean isEnd(MinerEvent event, String cause) {
    return event instanceof MinerEvent.ChallengeEnded ended && ended.cause().equals(cause);
  }

  @Test
  void tasks_areShown_whileTheyWaitAndRun_andAfterwards() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"), bench.busy("w-2"));
    bench.hand(
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
    TestProbe<Tasks> probe = bench.probe();
    bench.desk().tell(new ChallengeDesk.GetTasks(probe.ref()));
    return probe.receiveMessage();
  }
}
