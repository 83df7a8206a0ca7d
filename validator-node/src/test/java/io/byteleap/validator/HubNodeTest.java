package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.validator.hub.HubSide;
import io.byteleap.validator.hub.TestHub;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.PolicyKey;
import io.byteleap.wire.hub.PolicySetting.Fraction;
import io.byteleap.wire.hub.PublishedLease;
import io.byteleap.wire.hub.WorkerKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole validator in this process with a hub of the test's: from what the hub says to the
/// ledger, the policy and the database, and from there to what the hub is told.
final class HubNodeTest {
  private static final Hotkey HUB = new Hotkey("5HubOfThisTest");
  private static final Hotkey OWN = Signers.ALICE.hotkey();
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final WorkerKey W1 = new WorkerKey(MINER, new WorkerId("w-1"));
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;
  private final ActorTestKit minerKit = ActorTestKit.create();
  private final HttpClient operator = HttpClient.newHttpClient();
  private final TestHub hub = TestHub.create();
  private SimulatedChain chain;
  private ValidatorConfig config;
  private Database database;
  private ActorSystem<?> system;

  @BeforeEach
  void foundAndStart() throws IOException, DatabaseProblem {
    chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofMillis(200), 1));
    chain.register(OWN, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    config = config();
    start();
  }

  @AfterEach
  void stopEverything() throws DatabaseProblem {
    stop();
    operator.close();
    minerKit.shutdownTestKit();
    hub.close();
  }

  private ValidatorConfig config() throws IOException {
    var loaded =
        RecordConfig.load(
            ValidatorConfig.class,
            Path.of("../deploy/config/validator.yaml"),
            new Overrides(
                List.of(
                    "host=127.0.0.1",
                    "port=" + freePort(),
                    "status.port=" + freePort(),
                    "data_dir=" + folder.resolve("data"),
                    "subtensor.simulated_dir=" + folder.resolve("chain"),
                    "metagraph.sync_interval=200ms",
                    "meshhub.ws_url=" + hub.url(),
                    "meshhub.hub_hotkey=" + HUB,
                    "meshhub.reconnect_delay_seconds=200ms",
                    "meshhub.resource_report_interval_seconds=5s",
                    "weight_management.score_interval=1s",
                    "weight_management.availability.serving_minimum=1s"),
                Map.of("BYTELEAP_MESHHUB__ACCESS_TOKEN", "a-token-of-this-test")));
    return ((RecordConfig.Good<ValidatorConfig>) loaded).config();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void start() throws DatabaseProblem {
    database =
        Database.open(
            config.database().url().url(), config.dataDir(), config.database().connections());
    system =
        ValidatorMain.system(
            new ValidatorGuardian.Parts(
                config,
                Signers.ALICE,
                database,
                _ -> chain,
                new Gate.AdminSecrets(Secret.of("an-api-token"), Secret.of("")),
                Gateways.NONE,
                new NodeExit()));
    patiently().until(() -> get("/ready").flag("ready"));
  }

  private void stop() throws DatabaseProblem {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    database.close();
  }

  @Test
  void whatTheHubSays_isKept_andShowsInScores_andTheHubIsToldOfThem() throws Exception {
    miner().session().heartbeat("w-1");
    var side = HubSide.shaken(hub.connected(), HUB);
    patiently().until(() -> hubDetail().startsWith(HUB.value()));
    var report = side.next(ResourceReport.class);
    assertThat(report.scope()).isEqualTo(new Full());
    assertThat(report.miners().getFirst().workers().getFirst().key()).isEqualTo(W1);

    side.say(
        new LeasePublish(
            Coverage.DELTA, List.of(new PublishedLease(W1, LeaseScore.of(0.5))), List.of()),
        "");
    side.say(weights(0.6, 0.3), "m-unfit");
    side.say(weights(0.7, 0.3), "m-policy");
    side.say(new TaskPublish(task()), "m-task");

    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.FAILED);
    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
    patiently().until(() -> get("/api/v1/workers").objects("workers").getFirst().flag("leased"));
    patiently().until(() -> challengeParts() == 3);
    assertThat(side.next(MinerScores.class).miners())
        .singleElement()
        .satisfies(miner -> assertThat(miner.weight().value()).isEqualTo(1));
    var worker = side.next(WorkerScores.class).workers().getFirst();
    assertThat(worker.key()).isEqualTo(W1);
    assertThat(worker.lease()).isEqualTo(LeaseScore.of(0.5));

    stop();
    start();

    var again = HubSide.shaken(hub.connected(), HUB);
    long rounds = newestRound();
    patiently().until(() -> newestRound() > rounds + 1);
    assertThat(challengeParts()).isEqualTo(3);
    assertThat(get("/api/v1/leases").objects("leases"))
        .singleElement()
        .satisfies(
            lease -> {
              assertThat(lease.text("source")).isEqualTo("meshhub");
              assertThat(lease.flag("active")).isTrue();
            });
    again.say(new TaskPublish(task()), "m-again");
    assertThat(again.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
  }

  private static ConfigUpdate weights(double lease, double challenge) {
    return new ConfigUpdate(
        List.of(
            new Fraction(PolicyKey.LEASE_WEIGHT, lease),
            new Fraction(PolicyKey.CHALLENGE_WEIGHT, challenge)));
  }

  private static HubTask task() {
    return new HubTask(
        "task-1",
        HubTask.VM_CREATION,
        new HubTask.OneWorker(W1),
        JsonObject.builder().put("cpu", 2).build(),
        1,
        Duration.ofHours(1));
  }

  private String hubDetail() throws Exception {
    return get("/ready").objects("dependencies").stream()
        .filter(each -> each.text("name").equals("hub"))
        .map(each -> each.text("detail"))
        .findFirst()
        .orElse("");
  }

  private long newestRound() throws Exception {
    return get("/api/v1/explain/" + MINER).integer("round");
  }

  private long challengeParts() throws Exception {
    return get("/api/v1/explain/" + MINER).object("policy").integer("challenge_parts");
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + config.status().address() + path)).build();
    return JSON.parse(operator.send(request, BodyHandlers.ofString()).body());
  }

  private TestMiner miner() {
    var client =
        new SynapseClient(minerKit.system(), Signers.BOB, "127.0.0.1", InstantSource.system());
    var target = new SynapseClient.Target(new Endpoint("127.0.0.1", config.port()), OWN);
    return new TestMiner(
        Signers.BOB,
        OWN,
        (type, request) ->
            ((SynapseClient.Answered)
                    client
                        .call(target, type, request, Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .join())
                .response(),
        InstantSource.system(),
        Seeds.generator(System.nanoTime()));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(60));
  }
}
