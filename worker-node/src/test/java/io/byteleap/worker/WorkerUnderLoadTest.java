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
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.link.FakeMiner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that is older than its miner, is cut off while it computes, and is started again while
/// it computes: every task it took has one result, or its miner saw the connection end.
final class WorkerUnderLoadTest {
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final CpuEngine engine = CpuEngine.of(1);
  private final int minerPort = TestPorts.free();
  private final int statusPort = TestPorts.free();

  @AfterEach
  void stop() {
    client.close();
    engine.close();
  }

  @Test
  void everyTaskThatWasTaken_hasOneResult() throws Exception {
    var system = start();
    Awaitility.await().ignoreExceptions().until(() -> !status().flag("connected"));

    try (var miner = FakeMiner.on(minerPort)) {
      var results = new TreeMap<String, Integer>();
      var session = miner.registered();
      for (int i = 0; i < 4; i++) { // two are taken, the others refused
        session.send(task("cut-" + i, 400, 45));
      }
      count(session.next(TaskResult.class), results);
      count(session.next(TaskResult.class), results);
      session.cut();
      Awaitility.await().ignoreExceptions().until(() -> tasks("running") + tasks("waiting") == 0);

      var next = miner.registered();
      next.send(task("last", 10, 45));
      while (!results.containsKey("last")) {
        count(next.next(TaskResult.class), results);
      }
      assertThat(results)
          .isEqualTo(Map.of("cut-0", 1, "cut-1", 1, "cut-2", 1, "cut-3", 1, "last", 1));

      next.send(task("endless", 2_000, 300));
      Awaitility.await().ignoreExceptions().until(() -> tasks("running") == 1);
      stop(system);
      assertThat(next.closeCode()).isEqualTo(1_001);

      var again = start();
      var third = miner.registered();
      third.send(task("fresh", 10, 45));
      assertThat(third.next(TaskResult.class).taskId()).isEqualTo("fresh");
      stop(again);
    }
  }

  @Test
  void unknownTasks_andTheSameTwice_areAnswered_andNothingElseSuffers() throws Exception {
    try (var miner = FakeMiner.on(minerPort)) {
      var system = start();
      var session = miner.registered();
      for (int i = 0; i < 50; i++) {
        session.send(
            new TaskAssignment("odd-" + i, "quantum\u001b[31m", JsonObject.EMPTY, 45, "5A"));
      }
      session.send(task("t", 10, 45));

      for (int i = 0; i < 50; i++) {
        var failed = (TaskFailed) session.next(TaskResult.class).outcome();
        assertThat(failed.error().value()).isEqualTo("unknown task type: quantum?[31m");
      }
      assertThat(session.next(TaskResult.class).taskId()).isEqualTo("t");
      stop(system);
    }
  }

  private static void count(TaskResult result, Map<String, Integer> results) {
    results.merge(result.taskId(), 1, Integer::sum);
  }

  private static TaskAssignment task(String id, int size, int timeoutSeconds) {
    var work = new MatrixSpec(MatrixSeed.draw(Seeds.generator(size)), size, 2_000 / size + 1);
    return new TaskAssignment(id, "cpu_matrix", ChallengeParts.write(work), timeoutSeconds, "5A");
  }

  private long tasks(String name) throws Exception {
    return status().object("tasks").integer(name);
  }

  private JsonObject status() throws Exception {
    var uri = URI.create("http://127.0.0.1:" + statusPort + "/status");
    return JSON.parse(
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
  }

  private ActorSystem<?> start() throws IOException {
    var overrides =
        new Overrides(
            List.of(
                "miner_url=ws://127.0.0.1:" + minerPort + "/ws",
                "reconnect_interval=200ms",
                "status.port=" + statusPort),
            Map.of());
    Path file = Files.writeString(folder.resolve("worker.yaml"), "");
    var config =
        ((RecordConfig.Good<WorkerConfig>) RecordConfig.load(WorkerConfig.class, file, overrides))
            .config();
    var parts =
        new WorkerGuardian.Parts(
            config,
            new WorkerId("0123456789abcdef"),
            TestAccess.anywhere(),
            new WorkerGuardian.Processors(engine, () -> {}),
            ExactWorks.off(new WorkerId("0123456789abcdef")),
            new WorkerGuardian.NoGpus(),
            new WorkerGateway.Off(),
            new NodeExit());
    return ActorSystem.create(
        WorkerGuardian.create(parts), "byteleap-worker", ConfigFactory.load("worker"));
  }

  private static void stop(ActorSystem<?> system) {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
