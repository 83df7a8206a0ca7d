package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.worker.MinerFrame.RowsRequest;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tasks of exact products at the desks of a worker, whose engines are real for the processors.
final class ExactTasksTest {
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final UnitId HELD = new UnitId("GPU-held");
  private static final ExactShape SHAPE = new ExactShape(256, 2);
  private static final MatrixKey KEY_A = MatrixKey.ofHex("0a".repeat(32));
  private static final MatrixKey KEY_B = MatrixKey.ofHex("0b".repeat(32));
  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());

  private final ManualTime time = ManualTime.get(TEST_KIT.system());
  private final TestProbe<WorkerFrame> miner = TEST_KIT.createTestProbe();
  private final TestProbe<ProofResponse> responses = TEST_KIT.createTestProbe();
  private final CpuEngine wide = CpuEngine.of(2);
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicBoolean together = new AtomicBoolean();
  private final ExactCpuEngine cpu = ExactCpuEngine.of(2);
  private final HeldEngine held = new HeldEngine();
  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final ExecutorService openers = ProofDesk.openers();
  private final ExactUnits units =
      ExactUnits.of(new TreeMap<>(Map.of(UnitId.CPU, cpu, HELD, held)));
  private final ComputeMeters meters = new ComputeMeters(new SimpleMeterRegistry());
  private final ActorRef<ProofDesk.Command> proofs =
      TEST_KIT.spawn(
          ProofDesk.create(
              ProofVault.Limits.USUAL,
              new ProofDesk.Tools(ValueSource.NONE, openers, meters, () -> T0)));
  private final ActorRef<TaskDesk.Command> desk =
      desk(new ExactTools(units, new UnitSigner(WORKER, _ -> keypair)));

  private ActorRef<TaskDesk.Command> desk(ExactTools exact) {
    return TEST_KIT.spawn(
        TaskDesk.create(
            new TaskDesk.Settings(WORKER, 4, Duration.ofMinutes(5), ProofVault.Limits.USUAL),
            new TaskDesk.Tools(Engines.ofCpu(new Counted(), exact), proofs, meters, () -> T0)));
  }

  @AfterEach
  void stop() {
    TEST_KIT.stop(desk);
    TEST_KIT.stop(proofs);
    held.letGo.countDown();
    units.close();
    cpu.close();
    wide.close();
    openers.shutdownNow();
  }

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  /// Works until it is given up, and then until it is let go.
  private static final class HeldEngine implements ExactEngine {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch givenUp = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);

    @Override
    public Optional<String> refusal(ExactShape shape) {
      return Optional.empty();
    }

    @Override
    @SuppressWarnings("InfiniteLoop") // the checkpoint ends it
    public ExactProduct compute(ExactTask task, Runnable checkpoint) {
      begun.countDown();
      try {
        while (true) {
          checkpoint.run();
          Thread.onSpinWait();
        }
      } finally {
        givenUp.countDown();
        await(letGo);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The engine of version 1, which notes whether that of version 2 is at work with it.
  private final class Counted implements Engine<MatrixSpec> {
    @Override
    public int cores() {
      return wide.cores();
    }

    @Override
    public Optional<String> refusal(MatrixSpec work) {
      return wide.refusal(work);
    }

    @Override
    public Job start(MatrixSpec work) {
      together.compareAndSet(false, held.begun.getCount() == 0 && held.letGo.getCount() > 0);
      atWork.incrementAndGet();
      return wide.start(work);
    }
  }

  private void assign(String id, int timeoutSeconds, UnitId... asked) {
    var keys = new TreeMap<UnitId, MatrixKey>();
    Arrays.stream(asked).forEach(unit -> keys.put(unit, KEY_A));
    order(desk, id, timeoutSeconds, ExactParts.write(new ExactOrder(SHAPE, KEY_B, keys)));
  }

  private void order(
      ActorRef<TaskDesk.Command> to, String id, int timeoutSeconds, JsonObject data) {
    var task = new TaskAssignment(id, ExactParts.MATMUL_EXACT_V2, data, timeoutSeconds, "5V");
    to.tell(new TaskDesk.RunUnits(MINER, new TaskDesk.Run(task, T0, miner.ref())));
  }

  private void assignWide(String id) {
    var data =
        JsonObject.builder()
            .put("matrix_size", 4)
            .put("seed", "00112233445566778899aabbccddeeff")
            .put("iterations", 1)
            .build();
    var task = new TaskAssignment(id, "cpu_matrix", data, 60, "5V");
    desk.tell(new TaskDesk.Run(task, T0, miner.ref()));
  }

  private TaskOutcome outcome(String id) {
    var result = (TaskResult) miner.receiveMessage(Duration.ofSeconds(20));
    assertThat(result.taskId()).isEqualTo(id);
    assertThat(result.workerId()).isEqualTo("w-1");
    return result.outcome();
  }

  private UnitCommitment unitOf(String id) {
    return ((UnitsDone) outcome(id)).units().getFirst();
  }

  private String failure(String id) {
    return ((TaskFailed) outcome(id)).error().value();
  }

  private void openRows(String id, UnitId unit, Integer... rows) {
    proofs.tell(
        new ProofDesk.AnswerRows(
            new RowsRequest("m-1", "5V", id, new UnitRows(unit, List.of(rows))),
            T0,
            responses.ref()));
  }

  private String refusal() {
    var response = responses.receiveMessage(Duration.ofSeconds(20));
    return ((ProofFailed) response.outcome()).error().value();
  }

  @Test
  void unit_commitsAsSoonAsItIsDone_andItsOpeningIsSound_once() {
    assign("c-1", 60, UnitId.CPU, HELD);

    var commitment = ((UnitCommitment.Committed) unitOf("c-1")).commitment();

    var id = new ChallengeId("c-1");
    assertThat(commitment.unit()).isEqualTo(UnitId.CPU);
    assertThat(commitment.isSigned(id, new UnitName(MINER, WORKER, UnitId.CPU), SHAPE)).isTrue();
    openRows("c-1", UnitId.CPU, 3, 200);
    var given = (RowsGiven) responses.receiveMessage(Duration.ofSeconds(20)).outcome();
    var request = new OpeningRequest(id, UnitId.CPU, SHAPE, List.of(3, 200));
    var frame = ((UnitOpening.Opened) given.opening()).frame();
    assertThat(verdict(request, frame, commitment.root())).isEqualTo(new ExactVerdict.Sound());
    openRows("c-1", UnitId.CPU, 3, 200);
    assertThat(refusal()).isEqualTo("no product of unit -1 of challenge c-1 is kept");
  }

  private static ExactVerdict verdict(OpeningRequest request, Bytes frame, TreeHash root) {
    var task = new ExactTask(request.challenge(), request.unit(), request.shape(), KEY_A, KEY_B);
    var opened = ((OpeningFrame.Opened) OpeningFrame.decode(request, frame)).rows();
    var check = RoundCheck.computed(KEY_B, SHAPE.size(), Seeds.generator(4));
    return OpeningCheck.judge(task, root, request.rows(), opened, check);
  }

  @Test
  void rowsThatTheMatrixDoesNotHave_areRefused_andTheProductStays() {
    assign("c-1", 60, UnitId.CPU);
    unitOf("c-1");

    openRows("c-1", UnitId.CPU, 3, 256);
    assertThat(refusal()).isEqualTo("rows must be of the matrix, ascending, each once");
    openRows("c-1", HELD, 3);
    assertThat(refusal()).contains("no product of unit GPU-held");
    openRows("c-1", UnitId.CPU, 3);

    assertThat(responses.receiveMessage(Duration.ofSeconds(20)).outcome())
        .isInstanceOf(RowsGiven.class);
  }

  @Test
  void unitThatIsNotHere_orHasNoKey_givesUpForItself() {
    var keyless =
        desk(
            new ExactTools(
                units,
                new UnitSigner(
                    WORKER,
                    _ -> {
                      throw new ExactFailure("unit-key-1.pem is damaged");
                    })));
    var keys = new TreeMap<UnitId, MatrixKey>();
    keys.put(UnitId.CPU, KEY_A);
    keys.put(new UnitId("GPU-9"), KEY_A);
    order(keyless, "c-1", 60, ExactParts.write(new ExactOrder(SHAPE, KEY_B, keys)));

    assertThat(List.of(unitOf("c-1"), unitOf("c-1")))
        .containsExactlyInAnyOrder(
            new UnitCommitment.GivenUp(
                new UnitId("GPU-9"), Label.of("this worker has no such unit")),
            new UnitCommitment.GivenUp(UnitId.CPU, Label.of("unit-key-1.pem is damaged")));
    TEST_KIT.stop(keyless);
  }

  @Test
  void orderThatCannotBeRead_orIsNotForThisWorker_isAFailedTask() {
    order(desk, "c-1", 60, JsonObject.builder().put("matrix_size", 100).build());
    assertThat(failure("c-1")).contains("iterations");

    var off = desk(ExactTools.none(WORKER));
    var keys = new TreeMap<>(Map.of(UnitId.CPU, KEY_A));
    order(off, "c-2", 60, ExactParts.write(new ExactOrder(SHAPE, KEY_B, keys)));
    assertThat(failure("c-2"))
        .isEqualTo("this worker makes no exact products (compute.exact is off)");
    TEST_KIT.stop(off);
  }

  @Test
  void taskThatIsLate_isGivenUp_andItsSeatIsFreeOnlyWhenItHasLetGo() {
    var onProcessors =
        new ExactTools(
            ExactUnits.of(new TreeMap<>(Map.of(UnitId.CPU, held))),
            new UnitSigner(WORKER, _ -> keypair));
    var slow = desk(onProcessors);
    var keys = new TreeMap<>(Map.of(UnitId.CPU, KEY_A));
    order(slow, "c-1", 1, ExactParts.write(new ExactOrder(SHAPE, KEY_B, keys)));
    await(held.begun);

    time.timePasses(Duration.ofSeconds(1));
    assertThat(failure("c-1")).isEqualTo("not finished within 1000 ms");
    await(held.givenUp);
    var data = JsonObject.builder();
    data.put("matrix_size", 4).put("seed", "00".repeat(16)).put("iterations", 1);
    slow.tell(
        new TaskDesk.Run(
            new TaskAssignment("v1", "cpu_matrix", data.build(), 60, "5V"), T0, miner.ref()));
    miner.expectNoMessage(Duration.ofMillis(100));
    assertThat(atWork).hasValue(0);

    held.letGo.countDown();

    assertThat(outcome("v1")).isInstanceOf(TaskDone.class);
    assertThat(together).isFalse();
    miner.expectNoMessage(Duration.ofMillis(20));
    TEST_KIT.stop(slow);
  }

  @Test
  void bothVersions_takeTurnsOnTheProcessors() {
    for (int i = 0; i < 2; i++) {
      assign("v2-" + i, 60, UnitId.CPU);
      assignWide("v1-" + i);
    }

    assertThat(unitOf("v2-0")).isInstanceOf(UnitCommitment.Committed.class);
    assertThat(outcome("v1-0")).isInstanceOf(TaskDone.class);
    assertThat(unitOf("v2-1")).isInstanceOf(UnitCommitment.Committed.class);
    assertThat(outcome("v1-1")).isInstanceOf(TaskDone.class);
  }

  @Test
  void deskThatStops_failsTheTask_andFreesTheUnit() {
    assign("c-1", 60, HELD);
    await(held.begun);

    TEST_KIT.stop(desk);

    assertThat(failure("c-1")).isEqualTo("the worker stops");
    await(held.givenUp);
  }
}
