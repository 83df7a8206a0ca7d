package io.byteleap.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TaskDoorTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIME = ManualTime.get(TEST_KIT.system());
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final WorkerId WORKER = new WorkerId("0123456789abcdef");

  private final TestProbe<TaskDesk.Command> desk = TEST_KIT.createTestProbe();
  private final TestProbe<ProofDesk.Command> proofs = TEST_KIT.createTestProbe();
  private final TestProbe<WorkerFrame> miner = TEST_KIT.createTestProbe();
  private final TestProbe<TaskDoor.Drained> drained = TEST_KIT.createTestProbe();
  private final ActorRef<TaskDoor.Command> door =
      TEST_KIT.spawn(
          TaskDoor.create(
              new TaskDoor.Tools(WORKER, desk.ref(), proofs.ref(), () -> Instant.EPOCH)));

  @AfterAll
  static void stop() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void taskAndItsResult_passUnchanged() {
    var run = given("t-1");

    var result = done("t-1");
    run.replyTo().tell(result);

    assertThat(run.task().taskId()).isEqualTo("t-1");
    assertThat(miner.receiveMessage()).isSameAs(result);
  }

  @Test
  void taskOfUnits_isOutWhenEachHasItsResult_orTheRestHasFailed() {
    var run = givenUnits("t-1", "GPU-1", "GPU-2");
    var rest = givenUnits("t-2", "GPU-1", "GPU-2");
    drain();
    run.replyTo().tell(gaveUp("t-1", "GPU-1"));
    rest.replyTo().tell(gaveUp("t-2", "GPU-1"));
    rest.replyTo().tell(failed("t-2"));
    for (int i = 0; i < 3; i++) {
      miner.receiveMessage();
    }
    drained.expectNoMessage(Duration.ZERO);

    run.replyTo().tell(gaveUp("t-1", "GPU-2"));

    miner.receiveMessage();
    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(0, 0));
    door.tell(
        new TaskDoor.ForDesk(new TaskDesk.RunUnits(new Hotkey("5M"), run("late", units("GPU-1")))));
    assertThat(failure("late")).isEqualTo("the worker is stopping");
  }

  private TaskDesk.Run givenUnits(String id, String... units) {
    door.tell(new TaskDoor.ForDesk(new TaskDesk.RunUnits(new Hotkey("5M"), run(id, units(units)))));
    return desk.expectMessageClass(TaskDesk.RunUnits.class).task();
  }

  private TaskDesk.Run run(String id, JsonObject data) {
    return new TaskDesk.Run(
        new TaskAssignment(id, "matmul_exact_v2", data, 0, "5A"), Instant.EPOCH, miner.ref());
  }

  private static JsonObject units(String... units) {
    var key = MatrixKey.ofHex("0a".repeat(32));
    var keys = new TreeMap<UnitId, MatrixKey>();
    Arrays.stream(units).forEach(unit -> keys.put(new UnitId(unit), key));
    return ExactParts.write(new ExactOrder(new ExactShape(128, 1), key, keys));
  }

  private static TaskResult gaveUp(String id, String unit) {
    var said = new UnitCommitment.GivenUp(new UnitId(unit), Label.of("broke"));
    return new TaskResult(WORKER.value(), id, 0, new UnitsDone(List.of(said), new TreeMap<>()));
  }

  @Test
  void emptyDoor_isDrainedAtOnce_andTurnsTasksAway() {
    drain();
    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(0, 0));

    knock("late");

    assertThat(failure("late")).isEqualTo("the worker is stopping");
    desk.expectNoMessage(Duration.ZERO);
  }

  @Test
  void tasksInside_areGivenTime_newOnesAreNot() {
    var run = given("t-1");
    drain();
    knock("t-2");

    assertThat(failure("t-2")).isEqualTo("the worker is stopping");
    TIME.timePasses(PATIENCE.minusSeconds(1));
    drained.expectNoMessage(Duration.ZERO);
    run.replyTo().tell(failed("t-1"));

    assertThat(failure("t-1")).isEqualTo("broke");
    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(0, 0));
  }

  @Test
  void taskThatIsNotDoneInTime_failsOnce_itsLateResultIsDropped() {
    var run = given("t-1");
    drain();
    TIME.timePasses(PATIENCE);

    assertThat(failure("t-1")).contains("drain_timeout");
    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(0, 1));
    run.replyTo().tell(done("t-1"));
    knock("next");
    assertThat(failure("next")).isEqualTo("the worker is stopping");
  }

  @Test
  void resultThatIsGivenMeanwhile_isGivenAWhileToBeProved() {
    var run = given("t-1");
    drain();
    answered(4);
    run.replyTo().tell(done("t-1"));
    miner.receiveMessage();
    settle();

    TIME.timePasses(Duration.ofMillis(200));
    answered(4);
    settle();
    drained.expectNoMessage(Duration.ZERO);
    TIME.timePasses(Duration.ofMillis(200));
    answered(5);

    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(1, 0));
  }

  @Test
  void proofThatNobodyAsksFor_isNotWaitedForLong() {
    var run = given("t-1");
    drain();
    answered(0);
    run.replyTo().tell(done("t-1"));
    miner.receiveMessage();
    settle();

    TIME.timePasses(Duration.ofSeconds(10));

    assertThat(drained.receiveMessage()).isEqualTo(new TaskDoor.Drained(1, 0));
  }

  @Test
  void oneIdTwice_hasTwoResults() {
    var first = given("t-1");
    var second = given("t-1");

    second.replyTo().tell(failed("t-1"));
    first.replyTo().tell(done("t-1"));

    assertThat(failure("t-1")).isEqualTo("broke");
    assertThat(((TaskResult) miner.receiveMessage()).outcome()).isInstanceOf(TaskDone.class);
  }

  private TaskDesk.Run given(String taskId) {
    knock(taskId);
    return desk.expectMessageClass(TaskDesk.Run.class);
  }

  private void knock(String taskId) {
    var task = new TaskAssignment(taskId, "cpu_matrix", JsonObject.EMPTY, 45, "5A");
    door.tell(new TaskDoor.ForDesk(new TaskDesk.Run(task, Instant.EPOCH, miner.ref())));
  }

  private void drain() {
    door.tell(new TaskDoor.Drain(PATIENCE, drained.ref()));
    settle();
  }

  /// Returns when the door has dealt with all before, its timers included.
  private void settle() {
    knock("settle");
    assertThat(failure("settle")).isEqualTo("the worker is stopping");
  }

  private void answered(long count) {
    proofs
        .expectMessageClass(ProofDesk.GetStatus.class)
        .replyTo()
        .tell(new ProofDesk.Status(count, 0, 0, 0));
  }

  private String failure(String taskId) {
    var result = (TaskResult) miner.receiveMessage();
    assertThat(result.taskId()).isEqualTo(taskId);
    assertThat(result.workerId()).isEqualTo(WORKER.value());
    return ((TaskFailed) result.outcome()).error().value();
  }

  private static TaskResult done(String taskId) {
    return new TaskResult(
        WORKER.value(), taskId, 0, new TaskDone(new Work(1, 1, 1), List.of(), new TreeMap<>()));
  }

  private static TaskResult failed(String taskId) {
    return new TaskResult(WORKER.value(), taskId, 0, new TaskFailed(1006, Label.of("broke")));
  }
}
