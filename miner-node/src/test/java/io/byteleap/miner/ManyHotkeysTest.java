package io.byteleap.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.Signer;
import io.byteleap.miner.fixture.TestKey;
import io.byteleap.miner.fixture.TestValidator;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.miner.fixture.WorkerClient.Closed;
import io.byteleap.node.AdminToken;
import io.byteleap.node.NodeExit;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A miner with two hotkeys behind one port, on loopback, and how it stops.
final class ManyHotkeysTest {
  private static final String BOB = Signers.BOB.hotkey().value();
  private static final Signer OTHER = Signers.of("charlie");
  private static final String CHARLIE = OTHER.hotkey().value();
  private static final MatrixSpec MATRIX =
      new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), 24, 1);

  @TempDir private Path folder;

  private final ActorTestKit outside = ActorTestKit.create(ConfigFactory.load("miner"));
  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "pekko.coordinated-shutdown.phases.before-service-unbind.timeout = 60s")
              .withFallback(ConfigFactory.load("miner")));
  private final InstantSource clock = InstantSource.system();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestValidator validator;
  private int workerPort;
  private int statusPort;

  @BeforeEach
  void start() throws IOException {
    validator = new TestValidator(outside.system(), clock, Seeds.generator(1));
    var chain = SimulatedChain.in(folder.resolve("chain"), clock);
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    chain.register(TestValidator.HOTKEY, true, Stake.ofTao(20_000));
    chain.serveAxon(TestValidator.HOTKEY, validator.target().endpoint());
    chain.register(Signers.BOB.hotkey(), false, Stake.ofTao(1));
    chain.register(OTHER.hotkey(), false, Stake.ofTao(1));
    workerPort = TestPorts.free();
    statusPort = TestPorts.free();
    var config = config();
    var hotkeys =
        List.of(
            new Identity(config.identities().get(0), Signers.BOB),
            new Identity(config.identities().get(1), OTHER));
    testKit.spawn(
        MinerGuardian.create(new MinerGuardian.Parts(config, hotkeys, _ -> chain, new NodeExit())));
    await().ignoreException(ConnectException.class).until(() -> get("/alive").statusCode() == 200);
    await().until(() -> get("/ready").statusCode() == 200);
  }

  private MinerConfig config() throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(
        file,
        """
        subtensor: {network: simulated, simulated_dir: "%s"}
        metagraph: {sync_interval: 200ms}
        hotkeys:
          - {wallet: {name: bob}, path: /bob}
          - {wallet: {name: charlie}, path: /charlie}
        heartbeat_interval: 500ms
        task_poll_interval: 200ms
        data_dir: "%s"
        worker_management: {host: 127.0.0.1, port: %d, legacy_workers: allow}
        status: {port: %d}
        """
            .formatted(folder.resolve("chain"), folder.resolve("data"), workerPort, statusPort));
    return ((RecordConfig.Good<MinerConfig>)
            RecordConfig.load(MinerConfig.class, file, Overrides.NONE))
        .config();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    testKit.shutdownTestKit();
    outside.shutdownTestKit();
  }

  @Test
  void eachPath_leadsToItsHotkey_andNoOtherPathLeadsAnywhere() throws Exception {
    var ofBob = registered("/bob", "w-1");
    var ofCharlie = registered("/charlie/ws?x=1", "w-1");
    var stranger = WorkerClient.connect(http, workerPort, "/bobby");

    assertThat(stranger.closed())
        .isEqualTo(new Closed(4404, "No hotkey of this miner at this path"));
    ofBob.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    ofCharlie.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    await().until(() -> reporters().toList().containsAll(List.of(BOB, CHARLIE)));
    assertThat(workers("?hotkey=" + BOB)).hasSize(1);
    assertThat(workers("")).extracting(worker -> worker.text("hotkey")).contains(BOB, CHARLIE);
    assertThat(workers("?limit=1")).hasSize(1);
    assertThat(get("/api/v1/workers?limit=0").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/workers?hotky=x").body()).contains("known are hotkey, limit, after");
    await().until(() -> get("/api/v1/heartbeats").body().contains("\"result\":\"taken\""));
    assertThat(get("/metrics").body())
        .contains("byteleap_workers_connected{hotkey=\"%s\"} 1.0".formatted(BOB))
        .contains("byteleap_workers_connected{hotkey=\"%s\"} 1.0".formatted(CHARLIE))
        .contains("byteleap_worker_connected{hotkey=\"%s\",worker=\"w-1\"} 1.0".formatted(CHARLIE));
    assertThat(json("/status").objects("hotkeys"))
        .extracting(hotkey -> hotkey.text("wallet"))
        .containsExactly("bob/default", "charlie/default");
    assertThat(get("/ready").body())
        .contains("\"registered bob/default\"", "\"validators charlie/default\"");
  }

  @Test
  void joinToken_isOfOneHotkey_andItsWorkerIsKnownThereOnly() throws Exception {
    assertThat(token("").statusCode()).isEqualTo(400);
    assertThat(token("?hotkey=nobody").statusCode()).isEqualTo(404);
    var issued = Json.upTo(1 << 16).parse(token("?hotkey=bob/default").body());
    var token = JoinToken.parse(issued.text("token"));
    var key = TestKey.of("w-1");

    assertThat(token.miner().value()).isEqualTo(BOB);
    assertThat(token.address()).isEqualTo("ws://127.0.0.1:" + workerPort + "/bob");
    assertThat(joined(key, token, "/charlie").closed())
        .isEqualTo(closed(CloseCode.JOIN_TOKEN_UNKNOWN));
    joined(key, token, "/bob").expect("registration_ack");
    var stranger = WorkerClient.connectKeyed(http, door("/charlie"));
    stranger.say(key.registration(stranger.hello()));
    assertThat(stranger.closed()).isEqualTo(closed(CloseCode.JOIN_TOKEN_NEEDED));
    assertThat(folder.resolve("data").resolve(BOB).resolve("workers.json")).isRegularFile();
    assertThat(get("/api/v1/workers/w-1?hotkey=" + CHARLIE).statusCode()).isEqualTo(404);
    assertThat(workers("?hotkey=charlie/default")).isEmpty();
    assertThat(workers(""))
        .singleElement()
        .satisfies(
            worker -> {
              assertThat(worker.text("hotkey")).isEqualTo(BOB);
              assertThat(worker.text("access")).isEqualTo("keyed");
            });
  }

  private WorkerClient joined(TestKey key, JoinToken token, String path) {
    var client = WorkerClient.connectKeyed(http, door(path));
    return client.say(key.registration(client.hello(), token));
  }

  private URI door(String path) {
    return URI.create("ws://127.0.0.1:" + workerPort + path);
  }

  private static Closed closed(CloseCode code) {
    return new Closed(code.code(), code.reason());
  }

  private HttpResponse<String> token(String query) throws IOException, InterruptedException {
    var admin = AdminToken.read(AdminToken.fileIn(folder.resolve("data")));
    var request =
        HttpRequest.newBuilder(address("/api/v1/join-tokens" + query))
            .header("Authorization", "Bearer " + admin)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void events_areStreamed() throws Exception {
    var request = HttpRequest.newBuilder(address("/api/v1/events")).build();
    try (var lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      var worker = registered("/charlie", "w-7");
      worker.hangUp();

      var heard =
          lines
              .filter(line -> line.startsWith("data:") && line.contains("w-7"))
              .limit(2)
              .map(line -> Json.upTo(1 << 16).parse(line.substring("data:".length())))
              .toList();
      assertThat(heard)
          .allSatisfy(event -> assertThat(event.text("hotkey")).isEqualTo(CHARLIE))
          .allSatisfy(event -> assertThat(event.text("worker_id")).isEqualTo("w-7"));
    }
  }

  @Test
  void minerThatIsToldToStop_finishesItsChallenge_thenSaysGoodbye() throws Exception {
    var worker = challenged(60);
    var task = read(worker.expect("task_assignment"));

    var stopped = toldToStop();
    await().until(() -> get("/ready").body().contains("\"shutting down\""));
    finish(worker, task);

    assertThat(worker.closed()).isEqualTo(new Closed(1001, "Miner is shutting down"));
    assertThat(stopped.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(60));
    assertThat(validator.heard).anyMatch(Payload.CommitmentData.class::isInstance);
  }

  @Test
  void tasks_areListed_whileTheyRunAndAfterwards() throws Exception {
    var worker = challenged(60);
    var task = read(worker.expect("task_assignment"));

    assertThat(json("/api/v1/tasks").objects("tasks"))
        .singleElement()
        .satisfies(
            shown -> {
              assertThat(shown.text("state")).isEqualTo("running");
              assertThat(shown.text("challenge_id")).isEqualTo("c-1");
              assertThat(shown.text("worker_id")).isEqualTo("w-1");
              assertThat(shown.text("hotkey")).isEqualTo(BOB);
            });
    finish(worker, task);
    await()
        .until(
            () ->
                json("/api/v1/tasks").objects("tasks").stream()
                    .anyMatch(shown -> shown.text("state").equals("delivered")));
  }

  /// A worker of Bob's, who gets one challenge.
  private WorkerClient challenged(int timeoutSeconds) {
    var handedOut = new AtomicInteger();
    var usual = validator.answering();
    validator.answer(
        payload ->
            payload instanceof Payload.TaskPoll poll
                    && poll.hotkey().equals(BOB)
                    && handedOut.getAndIncrement() == 0
                ? new Answer.Tasks(
                    List.of(
                        new Answer.ComputeChallenge(
                            "c-1",
                            ChallengeParts.CPU_MATRIX,
                            ChallengeParts.write(MATRIX),
                            timeoutSeconds,
                            "w-1")),
                    clock.instant())
                : usual.apply(payload));
    return registered("/bob", "w-1");
  }

  private CompletionStage<Done> toldToStop() {
    return CoordinatedShutdown.get(testKit.system()).runAll(CoordinatedShutdown.jvmExitReason());
  }

  private static MinerFrame.TaskAssignment read(String text) {
    return (MinerFrame.TaskAssignment)
        ((Decoded.Read<MinerFrame>) MinerFrameCodec.decode(text)).value();
  }

  private static void finish(WorkerClient worker, MinerFrame.TaskAssignment task) {
    var done =
        new WorkerFrame.TaskDone(
            new WorkerFrame.Work(1, MATRIX.size(), 1),
            List.of(new HonestWorker(MATRIX).commitment()),
            new TreeMap<>());
    worker.say(
        WorkerFrameCodec.encode(new WorkerFrame.TaskResult("w-1", task.taskId(), 1.5, done)));
  }

  private WorkerClient registered(String path, String id) {
    var client = WorkerClient.connect(http, workerPort, path);
    client.say(WorkerClient.registration(id));
    client.expect("registration_ack");
    return client;
  }

  private Stream<String> reporters() {
    return validator.heard.stream()
        .filter(Payload.Heartbeat.class::isInstance)
        .map(payload -> ((Payload.Heartbeat) payload).data().hotkey());
  }

  private List<JsonObject> workers(String query) throws IOException, InterruptedException {
    return json("/api/v1/workers" + query).objects("workers");
  }

  private JsonObject json(String path) throws IOException, InterruptedException {
    return Json.upTo(1 << 20).parse(get(path).body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + statusPort + path);
  }
}
