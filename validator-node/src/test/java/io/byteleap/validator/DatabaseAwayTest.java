package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
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

/// A validator whose database is somebody else's server, which goes away and comes back.
final class DatabaseAwayTest {
  private static final Hotkey OWN = Signers.ALICE.hotkey();
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final String TOKEN = "a-token-of-this-test";
  private static final Json JSON = Json.upTo(1 << 20);
  private final Instant end =
      Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path folder;
  private final ActorTestKit minerKit = ActorTestKit.create();
  private final HttpClient operator = HttpClient.newHttpClient();
  private EmbeddedPostgres.Running server;
  private ValidatorConfig config;
  private Database database;
  private ActorSystem<?> system;

  @BeforeEach
  void start() throws Exception {
    var chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofMillis(200), 1));
    chain.register(OWN, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    server = EmbeddedPostgres.start(folder.resolve("postgres"));
    config = config(server.url());
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
                new Gate.AdminSecrets(Secret.of(TOKEN), Secret.of("")),
                Gateways.NONE,
                new NodeExit()));
    patiently().until(() -> get("/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    database.close();
    EmbeddedPostgres.stopLeftOver(folder.resolve("postgres"));
    operator.close();
    minerKit.shutdownTestKit();
  }

  private ValidatorConfig config(String url) throws IOException {
    var file =
        Files.writeString(folder.resolve("validator.yaml"), "database:\n  url: " + url + "\n");
    var loaded =
        RecordConfig.load(
            ValidatorConfig.class,
            file,
            new Overrides(
                List.of(
                    "host=127.0.0.1",
                    "port=" + freePort(),
                    "status.port=" + freePort(),
                    "data_dir=" + folder.resolve("data"),
                    "subtensor.network=simulated",
                    "subtensor.simulated_dir=" + folder.resolve("chain"),
                    "metagraph.sync_interval=200ms",
                    "validation.challenge_interval=1h"),
                Map.of()));
    return ((RecordConfig.Good<ValidatorConfig>) loaded).config();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void requests_areRefusedWithATimeToComeAgain_andNothingIsLost() throws Exception {
    var session = miner().session();
    session.heartbeat("w-1", "w-2");
    assertThat(lend("l-1", "w-1").statusCode()).isEqualTo(201);

    server.stop();
    patiently()
        .until(() -> call() instanceof SynapseClient.Rejected rejected && rejected.status() == 503);
    var stranger =
        send(HttpRequest.newBuilder(URI.create("http://" + config.axon() + "/TaskSynapse")));
    var refused = lend("l-2", "w-2");

    assertThat(stranger.statusCode()).isEqualTo(403); // who is no member learns nothing of it
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("5");
    assertThat(get("/ready").statusCode()).isEqualTo(503);

    server.revive();

    patiently().until(() -> get("/ready").statusCode() == 200);
    patiently().until(() -> lend("l-1", "w-1").statusCode() == 200);
    // Lists follow the journal, and take a while to come back to it.
    patiently()
        .untilAsserted(
            () ->
                assertThat(JSON.parse(get("/api/v1/leases").body()).objects("leases"))
                    .anySatisfy(
                        lease -> {
                          assertThat(lease.text("lease_id")).isEqualTo("l-1");
                          assertThat(lease.text("until")).isEqualTo(end.toString());
                          assertThat(lease.flag("active")).isTrue();
                        }));
    assertThat(lend("l-2", "w-2").statusCode()).isIn(200, 201);
    session.heartbeat("w-1", "w-2", "w-3");
    var workers = JSON.parse(get("/api/v1/workers").body()).objects("workers");
    assertThat(workers)
        .extracting(worker -> worker.text("worker_id"))
        .containsExactlyInAnyOrder("w-1", "w-2", "w-3");
  }

  private HttpResponse<String> lend(String lease, String worker)
      throws IOException, InterruptedException {
    var terms =
        JsonObject.builder()
            .put("hotkey", MINER.value())
            .put("worker_id", worker)
            .put("lease_id", lease)
            .put("until", end.toString())
            .build();
    return send(
        HttpRequest.newBuilder(uri("/api/v1/leases"))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(terms.toText())));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return operator.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://" + config.status().address() + path);
  }

  /// What the miner's client makes of the answer to a request that says nothing.
  private SynapseClient.Result call() {
    return call(SynapseType.TASK, "nothing");
  }

  private SynapseClient.Result call(SynapseType type, String request) {
    return new SynapseClient(minerKit.system(), Signers.BOB, "127.0.0.1", InstantSource.system())
        .call(
            new SynapseClient.Target(new Endpoint("127.0.0.1", config.port()), OWN),
            type,
            request,
            Duration.ofSeconds(20))
        .toCompletableFuture()
        .join();
  }

  private TestMiner miner() {
    return new TestMiner(
        Signers.BOB,
        OWN,
        (type, request) -> ((SynapseClient.Answered) call(type, request)).response(),
        InstantSource.system(),
        Seeds.generator(System.nanoTime()));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(90));
  }
}
