package io.byteleap.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.fixture.TestValidator;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.node.NodeExit;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole miner between a worker's WebSocket and a validator's HTTP door, on loopback.
final class MinerGuardianTest {
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final MatrixSpec MATRIX =
      new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), 24, 1);

  @TempDir private Path folder;

  private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.load("miner"));
  private final InstantSource clock = InstantSource.system();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestValidator validator;
  private SimulatedChain chain;
  private int workerPort;
  private int statusPort;

  @BeforeEach
  void foundTheNetwork() throws IOException {
    validator = new TestValidator(testKit.system(), clock, Seeds.generator(1));
    chain = SimulatedChain.in(folder.resolve("chain"), clock);
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    chain.register(TestValidator.HOTKEY, true, Stake.ofTao(20_000));
    chain.serveAxon(TestValidator.HOTKEY, validator.target().endpoint());
    workerPort = TestPorts.free();
    statusPort = TestPorts.free();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    testKit.shutdownTestKit();
  }

  @Test
  void miner_reportsItsWorker_andCarriesAChallenge_andSaysSo() throws Exception {
    chain.register(MINER, false, Stake.ofTao(1));
    var handedOut = new AtomicInteger();
    var usual = validator.answering();
    validator.answer(
        payload ->
            switch (payload) {
              case Payload.TaskPoll _ when handedOut.getAndIncrement() == 0 ->
                  new Answer.Tasks(List.of(challenge()), clock.instant());
              case Payload.CommitmentData _ ->
                  new Answer.ProofRequests(List.of(UnitTargets.rowsOfCpu(List.of(3, 5))));
              case Payload.TaskPoll _,
                  Payload.Heartbeat _,
                  Payload.ProofData _,
                  Payload.ExactCommitments _,
                  Payload.ExactOpening _,
                  Payload.EnrolTokenQuery _ ->
                  usual.apply(payload);
            });
    startMiner();
    awaitAlive();

    var worker = WorkerClient.registered(http, workerPort, "w-1");
    worker.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    work(worker);

    var heartbeat = heard(Payload.Heartbeat.class);
    assertThat(heartbeat.data().workers().getFirst().workerId()).isEqualTo("w-1");
    assertThat(heartbeat.data().minerInfo().json().has("miner_version")).isTrue();
    var proof = heard(Payload.ProofData.class);
    assertThat(proof.proof())
        .isEqualTo(new HonestWorker(MATRIX).opens(List.of(UnitTargets.rowsOfCpu(List.of(3, 5)))));

    await().untilAsserted(() -> assertThat(get("/ready").statusCode()).isEqualTo(200));
    await()
        .untilAsserted(
            () ->
                assertThat(status().objects("hotkeys").getFirst().object("challenges").toText())
                    .isEqualTo(
                        "{\"running\":0,\"delivered\":1,\"abandoned\":{},\"not_taken\":{}}"));
    var status = status();
    assertThat(status.text("node")).isEqualTo("miner");
    var hotkey = status.objects("hotkeys").getFirst();
    assertThat(hotkey.text("hotkey")).isEqualTo(MINER.value());
    assertThat(hotkey.flag("registered")).isTrue();
    assertThat(status.objects("workers").getFirst().text("status")).isEqualTo("online");
    assertThat(status.objects("workers").getFirst().text("worker_id")).isEqualTo("w-1");
    assertThat(status.objects("validators").getFirst().text("hotkey"))
        .isEqualTo(TestValidator.HOTKEY.value());
    assertThat(get("/api/v1/workers").body()).contains("\"worker_id\":\"w-1\"");
    assertThat(get("/api/v1/validators").body()).contains("\"session_opened_at\":\"20");
    assertThat(get("/metrics").body())
        .contains("byteleap_workers_connected{hotkey=\"" + MINER + "\"} 1.0")
        .contains(
            "byteleap_challenges_total{cause=\"none\",hotkey=\""
                + MINER
                + "\",outcome=\"delivered\"} 1.0");
  }

  @Test
  void minerThatIsNotRegistered_staysUp_notReady_andSaysSo() throws Exception {
    validator.refuseMembers();
    startMiner();
    awaitAlive();

    await()
        .untilAsserted(
            () ->
                assertThat(get("/ready").body())
                    .contains("hotkey " + MINER + " is not in the metagraph")
                    .contains("{\"name\":\"workers\",\"ok\":true"));
    assertThat(get("/ready").statusCode()).isEqualTo(503);

    validator.welcomeMembers();
    chain.register(MINER, false, Stake.ofTao(1));
    await().untilAsserted(() -> assertThat(get("/ready").statusCode()).isEqualTo(200));
  }

  @Test
  void portThatIsTaken_stopsTheMiner() throws Exception {
    try (var taken = new ServerSocket(workerPort)) {
      assertThat(taken.isBound()).isTrue();

      testKit.createTestProbe().expectTerminated(startMiner(), Duration.ofSeconds(10));
    }
  }

  private ActorRef<MinerGuardian.Command> startMiner() throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(
        file,
        """
        subtensor: {network: simulated, simulated_dir: "%s"}
        metagraph: {sync_interval: 200ms}
        heartbeat_interval: 500ms
        task_poll_interval: 200ms
        data_dir: "%s"
        worker_management: {host: 127.0.0.1, port: %d}
        security: {handshake: strict}
        status: {port: %d}
        """
            .formatted(folder.resolve("chain"), folder.resolve("data"), workerPort, statusPort));
    var config =
        ((RecordConfig.Good<MinerConfig>)
                RecordConfig.load(MinerConfig.class, file, Overrides.NONE))
            .config();
    return testKit.spawn(
        MinerGuardian.create(
            new MinerGuardian.Parts(config, Signers.BOB, _ -> chain, new NodeExit())));
  }

  private void awaitAlive() {
    await().ignoreException(ConnectException.class).until(() -> get("/alive").statusCode() == 200);
  }

  private static Answer.ComputeChallenge challenge() {
    return new Answer.ComputeChallenge(
        "c-1", ChallengeParts.CPU_MATRIX, ChallengeParts.write(MATRIX), 60, "w-1");
  }

  /// Does what an honest worker does with one challenge.
  private static void work(WorkerClient worker) {
    var honest = new HonestWorker(MATRIX);
    var task = (MinerFrame.TaskAssignment) read(worker.expect("task_assignment"));
    assertThat(ChallengeParts.readMatrix(task.data())).isEqualTo(MATRIX);
    var done =
        new WorkerFrame.TaskDone(
            new WorkerFrame.Work(1, MATRIX.size(), 1),
            List.of(honest.commitment()),
            new TreeMap<>());
    worker.say(
        WorkerFrameCodec.encode(new WorkerFrame.TaskResult("w-1", task.taskId(), 1.5, done)));
    var request = (MinerFrame.ProofRequest) read(worker.expect("proof_request"));
    var given = new WorkerFrame.ProofGiven(honest.opens(request.targets()), new TreeMap<>());
    worker.say(WorkerFrameCodec.encode(new WorkerFrame.ProofResponse(request.messageId(), given)));
  }

  private static MinerFrame read(String text) {
    return ((Decoded.Read<MinerFrame>) MinerFrameCodec.decode(text)).value();
  }

  /// The first payload of this kind that the validator heard, once it has.
  private <P extends Payload> P heard(Class<P> type) {
    await().until(() -> validator.heard.stream().anyMatch(type::isInstance));
    return type.cast(validator.heard.stream().filter(type::isInstance).findFirst().orElseThrow());
  }

  private JsonObject status() throws IOException, InterruptedException {
    return Json.upTo(1 << 20).parse(get("/status").body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
