package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskDeskTest {
  private static final JsonObject DATA =
      JsonObject.builder()
          .put("matrix_size", 4)
          .put("seed", "00112233445566778899aabbccddeeff")
          .put("iterations", 1)
          .build();
  private static final MerkleTree TREE = MerkleTree.of(List.of("5660462a3ff29e58"));

  private static final ProofVault.Limits LIMITS =
      new ProofVault.Limits(Duration.ofMinutes(10), 64, 8_000);

  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(TEST_KIT.system());
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final TestProbe<WorkerFrame> miner = TEST_KIT.createTestProbe();
  private final TestProbe<ProofDesk.Command> proofs = TEST_KIT.createTestProbe();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HeldEngine<MatrixSpec> engine = new HeldEngine<>();
  private final HeldEngine<GpuMatrixSpec> gpuEngine = new HeldEngine<>();
  private final ActorRef<TaskDesk.Command> desk =
      TEST_KIT.spawn(
          TaskDesk.create(
              new TaskDesk.Settings(new WorkerId("w-1"), 2, Duration.ofMinutes(5), LIMITS),
              new TaskDesk.Tools(
                  new Engines(engine, gpuEngine, ExactTools.none(new WorkerId("w-1"))),
                  proofs.ref(),
                  new ComputeMeters(registry),
                  now::get)));

  @AfterEach
  void stop() {
    TEST_KIT.stop(desk);
  }

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void task_endsInOneResult_afterItsTreeIsKept() {
    assign("t-1");
    var job = engine.nextJob();
    now.set(T0.plusMillis(250));
    job.tree.complete(TREE);

    proofs.expectMessage(
        new ProofDesk.Keep(
            new ProofVault.Key(new Hotkey("5A"), new ChallengeId("t-1")), TaskProduct.ofCpu(TREE)));
    var result = result("t-1");
    assertThat(result.workerId()).isEqualTo("w-1");
    var done = (TaskDone) result.outcome();
    assertThat(done.commitments()).containsExactly(Commitment.ofCpu(TREE.root()));
    assertThat(done.work()).isEqualTo(new WorkerFrame.Work(250, 4, 7));
    assertThat(done.times())
        .containsEntry("worker_task_received_ts", T0.toEpochMilli())
        .containsEntry("worker_task_completed_ts", T0.toEpochMilli() + 250);
    assertThat(status()).isEqualTo(new TaskDesk.Status(0, 0, 1, 0));
    miner.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void secondTask_waitsForItsTurn() {
    assign("t-1");
    assign("t-2");
    var first = engine.nextJob();
    assertThat(status()).isEqualTo(new TaskDesk.Status(1, 1, 0, 0));

    first.tree.complete(TREE);
    engine.nextJob().tree.complete(TREE);

    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
    assertThat(result("t-2").outcome()).isInstanceOf(TaskDone.class);
  }

  @Test
  void taskBeyondTheLimit_failsAtOnce_andTheOthersGoOn() {
    assign("t-1");
    assign("t-2");
    assign("t-3");

    assertThat(failure("t-3")).isEqualTo("this worker has its 2 tasks (max_concurrent_tasks)");
    engine.nextJob().tree.complete(TREE);
    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
    assign("t-4");
    assertThat(status()).isEqualTo(new TaskDesk.Status(1, 1, 1, 1));
  }

  @Test
  void duplicateOfATask_fails_whetherItRunsOrWaits() {
    assign("t-1");
    assign("t-1");
    assertThat(failure("t-1")).isEqualTo("a task of this id is running already");
    assign("t-2");
    assign("t-2");
    assertThat(failure("t-2")).isEqualTo("a task of this id is running already");

    engine.nextJob().tree.complete(TREE);
    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
  }

  @Test
  void idOfAFinishedTask_mayComeAgain() {
    assign("t-1");
    engine.nextJob().tree.complete(TREE);
    result("t-1");

    assign("t-1");
    engine.nextJob().tree.complete(TREE);

    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
  }

  @ParameterizedTest
  @CsvSource({
    "gpu_matrix, 65537, 5A, 'matrix_size: must be 1 to 65536, is 65537'",
    "quantum, 4, 5A, unknown task type: quantum",
    "'', 4, 5A, 'unknown task type:'",
    "cpu_matrix, 10001, 5A, 'matrix_size: must be 1 to 10000, is 10001'",
    "cpu_matrix, 0, 5A, 'matrix_size: must be 1 to 10000, is 0'",
    "cpu_matrix, 4, '', 'hotkey must have 1 to 64 characters, has 0'"
  })
  void taskThatCannotBeDone_failsWithItsReason(
      String type, int size, String validator, String why) {
    var data = JsonObject.builder().putAll(DATA).put("matrix_size", size).build();

    assign(new TaskAssignment("t-1", type, data, 45, validator));

    assertThat(failure("t-1")).isEqualTo(why);
  }

  @Test
  void taskWithoutData_orThatCannotBeRead_failsWithItsReason() {
    assign(new TaskAssignment("t-1", "cpu_matrix", JsonObject.EMPTY, 45, "5A"));
    desk.tell(new TaskDesk.Refuse("t-2", Label.of("data.task_type: is required"), miner.ref()));

    assertThat(failure("t-1")).isEqualTo("seed: is required");
    assertThat(failure("t-2")).isEqualTo("data.task_type: is required");
  }

  @Test
  void workThatTheEngineRefuses_failsWithItsReason() {
    engine.refusal = Optional.of("too large for this worker");

    assign("t-1");

    assertThat(failure("t-1")).isEqualTo("too large for this worker");
  }

  @Test
  void taskBeyondItsTime_isGivenUp_andTheNextBegins() {
    assign(task("t-1", 45));
    assign(task("t-2", 60));
    var late = engine.nextJob();

    time.timePasses(Duration.ofSeconds(45));

    assertThat(failure("t-1")).isEqualTo("not finished within 45000 ms");
    Awaitility.await().until(() -> late.cancelled);
    late.tree.complete(TREE);
    engine.nextJob().tree.complete(TREE);
    assertThat(result("t-2").outcome()).isInstanceOf(TaskDone.class);
    miner.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void waitingTask_failsAtItsOwnTime() {
    assign(task("t-1", 300));
    assign(task("t-2", 10));
    var first = engine.nextJob();

    time.timePasses(Duration.ofSeconds(10));

    assertThat(failure("t-2")).isEqualTo("not finished within 10000 ms");
    first.tree.complete(TREE);
    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
    assertThat(status()).isEqualTo(new TaskDesk.Status(0, 0, 1, 1));
  }

  @Test
  void taskThatNamesNoTime_hasTheConfiguredOne() {
    assign(task("t-1", 0));
    engine.nextJob();

    time.timePasses(Duration.ofSeconds(299));
    miner.expectNoMessage(Duration.ofMillis(50));
    time.timePasses(Duration.ofSeconds(1));

    assertThat(failure("t-1")).isEqualTo("not finished within 300000 ms");
  }

  @Test
  void computationThatBreaks_failsItsTaskOnly() {
    assign("t-1");
    engine.nextJob().tree.completeExceptionally(new OutOfMemoryError("Java heap space"));
    assertThat(failure("t-1")).isEqualTo("OutOfMemoryError: Java heap space");
    engine.startProblem = Optional.of(new IllegalStateException("no threads"));
    assign("t-2");
    assertThat(failure("t-2")).isEqualTo("the computation stopped");

    engine.startProblem = Optional.empty();
    assign("t-3");
    engine.nextJob().tree.complete(TREE);

    assertThat(result("t-3").outcome()).isInstanceOf(TaskDone.class);
  }

  @Test
  void taskOfAGpu_doesNotWaitForTheProcessors() {
    assign("t-1");
    assign(new TaskAssignment("t-2", "gpu_matrix", DATA, 45, "5A"));
    var cpu = engine.nextJob();
    var gpu = gpuEngine.nextJob();
    assertThat(status()).isEqualTo(new TaskDesk.Status(2, 0, 0, 0));

    gpu.tree.complete(TREE);
    assertThat(result("t-2").outcome()).isInstanceOf(TaskDone.class);
    cpu.tree.complete(TREE);

    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
  }

  @Test
  void secondTaskOfAGpu_waits_andOneOfTheProcessorsPassesIt() {
    assign(new TaskAssignment("t-1", "gpu_matrix", DATA, 45, "5A"));
    assign(new TaskAssignment("t-2", "gpu_matrix", DATA, 45, "5A"));
    var first = gpuEngine.nextJob();
    assertThat(status()).isEqualTo(new TaskDesk.Status(1, 1, 0, 0));

    first.tree.complete(TREE);
    assertThat(result("t-1").outcome()).isInstanceOf(TaskDone.class);
    gpuEngine.nextJob();
    assign("t-3");

    engine.nextJob().tree.complete(TREE);
    assertThat(result("t-3").outcome()).isInstanceOf(TaskDone.class);
  }

  @Test
  void resultThatCannotBeKept_fails_sinceNobodyCouldProveIt() {
    assign("t-1");
    engine.nextJob().tree.complete(MerkleTree.of(Collections.nCopies(101, "5660462a3ff29e58")));

    assertThat(failure("t-1")).contains("larger than what this worker keeps");
    proofs.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void deskThatIsStopped_failsWhatItHas() {
    assign("t-1");
    assign("t-2");
    engine.nextJob();
    status(); // both have come in

    TEST_KIT.stop(desk);

    assertThat(List.of(failure(), failure()))
        .containsExactlyInAnyOrder("t-1: the worker stops", "t-2: the worker stops");
  }

  @Test
  void failedResult_isOneThatTheMinerTakes() {
    assign(new TaskAssignment("t-1", "quantum", DATA, 45, "5A"));

    var result = result("t-1");

    assertThat(WorkerFrameCodec.decode(WorkerFrameCodec.encode(result)))
        .isEqualTo(new Decoded.Read<>(result));
    assertThat(((TaskFailed) result.outcome()).errorCode()).isEqualTo(1_006);
  }

  @Test
  void outcomes_areCounted() {
    assign("t-1");
    engine.nextJob().tree.complete(TREE);
    result("t-1");
    assign(new TaskAssignment("t-2", "quantum", DATA, 45, "5A"));
    result("t-2");

    assertThat(registry.counter("byteleap.worker.tasks", "outcome", "done").count()).isEqualTo(1);
    assertThat(registry.counter("byteleap.worker.tasks", "outcome", "failed").count()).isEqualTo(1);
    assertThat(registry.timer("byteleap.worker.compute").count()).isEqualTo(1);
  }

  private void assign(String id) {
    assign(task(id, 45));
  }

  private static TaskAssignment task(String id, int timeoutSeconds) {
    return new TaskAssignment(id, "cpu_matrix", DATA, timeoutSeconds, "5A");
  }

  private void assign(TaskAssignment task) {
    desk.tell(new TaskDesk.Run(task, T0, miner.ref()));
  }

  private TaskResult result(String id) {
    var result = (TaskResult) miner.receiveMessage();
    assertThat(result.taskId()).isEqualTo(id);
    return result;
  }

  private String failure() {
    var result = (TaskResult) miner.receiveMessage();
    return result.taskId() + ": " + ((TaskFailed) result.outcome()).error();
  }

  private String failure(String id) {
    return ((TaskFailed) result(id).outcome()).error().value();
  }

  private TaskDesk.Status status() {
    TestProbe<TaskDesk.Status> probe = TEST_KIT.createTestProbe();
    desk.tell(new TaskDesk.GetStatus(probe.ref()));
    return probe.receiveMessage();
  }

  /// An engine whose jobs end when the test says so.
  private static final class HeldEngine<W> implements Engine<W> {
    final BlockingQueue<HeldJob> jobs = new LinkedBlockingQueue<>();
    volatile Optional<String> refusal = Optional.empty();
    volatile Optional<RuntimeException> startProblem = Optional.empty();

    @Override
    public int cores() {
      return 7;
    }

    @Override
    public Optional<String> refusal(W work) {
      return refusal;
    }

    @Override
    public Job start(W work) {
      startProblem.ifPresent(
          problem -> {
            throw problem;
          });
      var job = new HeldJob();
      jobs.add(job);
      return job;
    }

    HeldJob nextJob() {
      try {
        var job = jobs.poll(5, TimeUnit.SECONDS);
        assertThat(job).as("a job that was started").isNotNull();
        return job;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class HeldJob implements Engine.Job {
    final CompletableFuture<MerkleTree> tree = new CompletableFuture<>();
    volatile boolean cancelled;

    @Override
    public CompletionStage<TaskProduct> product() {
      return tree.thenApply(TaskProduct::ofCpu);
    }

    @Override
    public void cancel() {
      cancelled = true;
      tree.completeExceptionally(new CancellationException("cancelled"));
    }
  }
}
