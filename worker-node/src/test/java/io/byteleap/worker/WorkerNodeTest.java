package io.byteleap.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.node.NodeExit;
import io.byteleap.node.NodeRun;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.link.FakeMiner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole node in one process, as its guardian wires it.
final class WorkerNodeTest {
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;

  private final FakeMiner miner = FakeMiner.create();
  private final CpuEngine engine = CpuEngine.of(1);
  private final NodeExit exit = new NodeExit();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int statusPort = TestPorts.free();

  @AfterEach
  void stop() {
    client.close();
    engine.close();
    miner.close();
  }

  @Test
  void node_showsWhatItIsAndDoes_andStopsInGoodOrder() throws Exception {
    var system = start();
    var session = miner.registered();
    session.next(WorkerFrame.Heartbeat.class);
    session.send(new MinerFrame.HeartbeatAck());
    var work = new MatrixSpec(MatrixSeed.draw(Seeds.generator(1)), 20, 1);
    session.send(
        new MinerFrame.TaskAssignment("t-1", "cpu_matrix", ChallengeParts.write(work), 45, "5A"));
    session.next(WorkerFrame.TaskResult.class);

    var status = JSON.parse(get("/status"));

    assertThat(status.text("node")).isEqualTo("worker");
    assertThat(status.text("worker_id")).isEqualTo("0123456789abcdef");
    assertThat(status.text("name")).isEqualTo("worker-01");
    assertThat(status.text("miner_url")).isEqualTo(miner.url().toString());
    assertThat(status.flag("connected")).isTrue();
    assertThat(status.text("since")).isNotBlank();
    assertThat(status.text("last_ack")).isNotBlank();
    assertThat(status.object("tasks").integer("done")).isEqualTo(1);
    assertThat(status.object("tasks").integer("running")).isZero();
    assertThat(status.object("proofs").integer("answered")).isZero();
    assertThat(status.object("vault").integer("results")).isEqualTo(1);
    assertThat(status.object("system").integer("cpu_count")).isPositive();
    assertThat(get("/ready")).contains("\"ready\":true").contains("\"name\":\"miner\"");
    assertThat(get("/metrics"))
        .contains("byteleap_worker_tasks_total{outcome=\"done\"} 1.0")
        .contains("byteleap_worker_compute_seconds_count 1")
        .contains("byteleap_worker_heartbeats_total");

    system.terminate();
    assertThat(session.closeCode()).isEqualTo(1_001);
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Test
  void nodeWithoutAMiner_runs_andSaysWhyItIsNotReady() throws Exception {
    miner.close();
    var system = start();

    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              var status = JSON.parse(get("/status"));
              assertThat(status.flag("connected")).isFalse();
              assertThat(status.text("why")).isEqualTo("it cannot be reached: ConnectException");
              assertThat(get("/ready")).contains("\"ready\":false").contains("ConnectException");
            });

    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Test
  void takenStatusAddress_stopsTheNode_beforeItsMinerHearsOfIt() throws IOException {
    try (var occupied = new ServerSocket(statusPort, 1, InetAddress.getLoopbackAddress())) {
      assertThat(occupied.isBound()).isTrue();

      int code = NodeRun.untilStopped("byteleap-worker", start(), exit, engine::close);

      assertThat(code).isEqualTo(1);
      assertThat(miner.hasArrivals()).isFalse();
    }
  }

  @Test
  void program_refusesWhatIsWrong_withTheExitCodeForIt() throws IOException {
    String file = Files.writeString(folder.resolve("worker.yaml"), "").toString();
    Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("worker-id"), "?");

    assertThat(WorkerMain.run("--config", file, "--set", "gpu.enabel=true")).isEqualTo(78);
    assertThat(WorkerMain.run("run", "--config", file, "--set", "gpu.enabel=true")).isEqualTo(78);
    assertThat(WorkerMain.run("--conf", file)).isEqualTo(2);
    assertThat(WorkerMain.run()).isEqualTo(2);
    assertThat(WorkerMain.run("run")).isEqualTo(2);
    assertThat(WorkerMain.run("dance")).isEqualTo(2);
    assertThat(WorkerMain.run("--version")).isZero();
    assertThat(WorkerMain.run("check-config", "--config", file)).isZero();
    assertThat(WorkerMain.run("check-config", "--config", file + "2")).isEqualTo(78);
    assertThat(
            WorkerMain.run(
                "--config",
                file,
                "--set",
                "logging.filepath=''",
                "--set",
                "data_dir=" + folder.resolve("data")))
        .isEqualTo(1);
  }

  private ActorSystem<?> start() throws IOException {
    var config = config();
    return ActorSystem.create(
        WorkerGuardian.create(
            new WorkerGuardian.Parts(
                config,
                new WorkerId("0123456789abcdef"),
                TestAccess.anywhere(),
                new WorkerGuardian.Processors(engine, () -> {}),
                ExactWorks.off(new WorkerId("0123456789abcdef")),
                new WorkerGuardian.NoGpus(),
                new WorkerGateway.Off(),
                exit)),
        "byteleap-worker",
        ConfigFactory.load("worker"));
  }

  private WorkerConfig config() throws IOException {
    var overrides =
        new Overrides(
            List.of(
                "worker_name=worker-01", "miner_url=" + miner.url(), "status.port=" + statusPort),
            Map.of());
    Path file = Files.writeString(folder.resolve("worker.yaml"), "");
    return ((RecordConfig.Good<WorkerConfig>)
            RecordConfig.load(WorkerConfig.class, file, overrides))
        .config();
  }

  private String get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + statusPort + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
