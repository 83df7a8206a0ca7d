package io.byteleap.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.TestPorts;
import io.byteleap.node.NodeExit;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.gpu.GpuDoubles;
import io.byteleap.worker.gpu.GpuParts;
import io.byteleap.worker.link.FakeMiner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole node with a GPU server that is a process of its own.
final class GpuWorkerNodeTest {
  private static final GpuMatrixSpec WORK =
      new GpuMatrixSpec(MatrixSeed.draw(Seeds.generator(5)), 128, 2, GpuMatrixSpec.EVERY_GPU);

  @TempDir private Path folder;

  private final FakeMiner miner = FakeMiner.create();
  private final CpuEngine engine = CpuEngine.of(1);
  private GpuParts gpus;
  private ActorSystem<?> system;

  @BeforeEach
  void start() throws IOException {
    var config = config();
    gpus = GpuParts.of(config.gpu().settings(config.dataDir(), folder));
    system =
        ActorSystem.create(
            WorkerGuardian.create(
                new WorkerGuardian.Parts(
                    config,
                    new WorkerId("0123456789abcdef"),
                    TestAccess.anywhere(),
                    new WorkerGuardian.Processors(engine, () -> {}),
                    ExactWorks.off(new WorkerId("0123456789abcdef")),
                    new WorkerGuardian.WithGpus(gpus),
                    new WorkerGateway.Off(),
                    new NodeExit())),
            "byteleap-worker",
            ConfigFactory.load("worker"));
  }

  @AfterEach
  void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    gpus.close();
    engine.close();
    miner.close();
  }

  @Test
  void gpuChallenge_isComputedByTheServer_andProved_andTheServersDeathShows() {
    var session = miner.registered();
    var heartbeat = awaitHeartbeat(session, "gpu_matrix");
    assertThat(heartbeat.extras().gpuInfo().flag("gpu_available")).isTrue();
    assertThat(heartbeat.extras().gpuInfo().objects("gpu_details")).hasSize(2);
    assertThat(heartbeat.systemInfo().objects("gpu_plugin")).hasSize(2);
    assertThat(SystemInfo.read(heartbeat.systemInfo()).facts().gpus().getFirst().memoryMiB())
        .isEqualTo(81_559);

    assertProved(session);

    long server = serverProcess();
    ProcessHandle.of(server).ifPresent(ProcessHandle::destroyForcibly);
    var without = awaitHeartbeat(session, "cpu_matrix");
    assertThat(without.capabilities()).containsExactly("cpu_matrix");
    assertThat(without.systemInfo().has("gpu_plugin")).isFalse();
    session.send(task("t-2"));
    assertThat(((TaskFailed) session.next(TaskResult.class).outcome()).error().value())
        .startsWith("there is no GPU server");

    awaitHeartbeat(session, "gpu_matrix");
    long next = serverProcess();
    assertThat(next).isNotEqualTo(server);
    stop();
    assertThat(ProcessHandle.of(next).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static void assertProved(FakeMiner.Session session) {
    session.send(task("t-1"));
    var done = (TaskDone) session.next(TaskResult.class).outcome();
    List<UnitId> units = done.commitments().stream().map(each -> each.unit()).toList();
    var challenge = GpuDoubles.challenge(WORK);
    var targets = challenge.work().drawTargets(units, Seeds.generator(3));
    session.send(new MinerFrame.ProofRequest("m-1", "5A", "t-1", targets));
    var proof = ((ProofGiven) session.next(ProofResponse.class).outcome()).proof();

    assertThat(Verification.judge(challenge, done.commitments(), targets, proof).failure())
        .isEmpty();
  }

  private static MinerFrame.TaskAssignment task(String id) {
    return new MinerFrame.TaskAssignment(id, "gpu_matrix", ChallengeParts.write(WORK), 45, "5A");
  }

  /// The first heartbeat whose last capability is this one.
  private static Heartbeat awaitHeartbeat(FakeMiner.Session session, String capability) {
    while (true) {
      var heartbeat = session.next(Heartbeat.class);
      if (heartbeat.capabilities().getLast().equals(capability)) {
        return heartbeat;
      }
    }
  }

  private long serverProcess() {
    Path file = folder.resolve("data/gpu/server.pid");
    Awaitility.await().until(() -> Files.exists(file));
    try {
      return Long.parseLong(Files.readString(file).split(" ", -1)[0]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private WorkerConfig config() throws IOException {
    var overrides =
        new Overrides(
            List.of(
                "miner_url=" + miner.url(),
                "status.port=" + TestPorts.free(),
                "data_dir=" + folder.resolve("data"),
                "heartbeat_interval=100ms",
                "gpu.enable=true",
                "gpu.binary_path=" + GpuDoubles.program(folder)),
            Map.of());
    Path file = Files.writeString(folder.resolve("worker.yaml"), "");
    return ((RecordConfig.Good<WorkerConfig>)
            RecordConfig.load(WorkerConfig.class, file, overrides))
        .config();
  }
}
