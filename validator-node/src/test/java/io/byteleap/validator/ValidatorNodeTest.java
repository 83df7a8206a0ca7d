package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole validator in this process: its database, a simulated chain, its two doors, and a miner
/// with one worker; stopped, and started again on the same data.
final class ValidatorNodeTest {
  private static final Hotkey OWN = Signers.ALICE.hotkey();
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final String TOKEN = "a-token-of-this-test";
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;
  private final ActorTestKit minerKit = ActorTestKit.create();
  private final HttpClient operator = HttpClient.newHttpClient();
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
                    "security.handshake=strict",
                    "metagraph.sync_interval=200ms",
                    "metagraph.weight_update_tempo=2",
                    "validation.challenge_interval=500ms",
                    "validation.challenge_timeout=20s",
                    "validation.cpu.matrix_size=100",
                    "weight_management.score_interval=1s",
                    "weight_management.submission_check_interval=200ms",
                    "weight_management.availability.serving_minimum=1s"),
                Map.of()));
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
                new Gate.AdminSecrets(Secret.of(TOKEN), Secret.of("")),
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
  void workIsChallenged_leasedScoredAndWeighed_andNothingOfItIsLostOverARestart() throws Exception {
    var session = miner().session();
    session.heartbeat("w-1");
    var challenge = patiently().until(session::poll, tasks -> !tasks.isEmpty()).getFirst();
    work(session, challenge);
    patiently().until(() -> isVerified(challenge));
    lend();
    var whole = new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));
    patiently().until(() -> chain.weightsOf(new Uid(0)).filter(whole::equals).isPresent());
    patiently().until(() -> !get("/api/v1/weights").objects("submissions").isEmpty());
    patiently().until(() -> !get("/api/v1/leases").objects("leases").isEmpty());
    assertThat(firstEventOf("leases")).isEqualTo("event: lease_opened");
    aTokenOpensUntilItIsRevoked();

    patiently().until(() -> rows("SELECT worker_id FROM hardware").equals(List.of("w-1")));
    patiently().until(() -> rows("SELECT worker_id FROM worker").equals(List.of("w-1")));
    patiently().until(() -> !rows("SELECT buckets FROM availability").isEmpty());
    assertThat(rows("SELECT DISTINCT length(inputs_digest) FROM score_round"))
        .containsExactly("64");

    stop();
    start();

    assertThat(session.call(SynapseType.TASK, new Payload.TaskPoll("", Instant.now())))
        .isInstanceOfSatisfying(
            TestMiner.Refused.class, refused -> assertThat(refused.code()).isEqualTo(4_012));
    assertThat(isVerified(challenge)).isTrue();
    assertThat(get("/api/v1/leases").objects("leases").getFirst().flag("active")).isTrue();
    var worker = get("/api/v1/workers").objects("workers").getFirst();
    assertThat(worker.flag("leased")).isTrue();
    assertThat(worker.integer("available_buckets")).isPositive();
    assertThat(worker.flag("online")).isFalse();
    assertThat(get("/api/v1/weights").object("submission").text("status"))
        .isIn("included", "under_way");
    assertThat(get("/api/v1/scores").objects("rounds")).isNotEmpty();
    miner().session().heartbeat("w-1");
    assertThat(get("/status").integer("workers_online")).isEqualTo(1);
  }

  private static void work(TestMiner.Session session, Answer.ComputeChallenge challenge) {
    var worker = new HonestWorker(ChallengeParts.readMatrix(challenge.data()));
    var targets = session.commit(challenge, worker.commitment());
    session.prove(new ChallengeId(challenge.challengeId()), worker.opens(targets));
  }

  private boolean isVerified(Answer.ComputeChallenge challenge) throws Exception {
    return get("/api/v1/challenges?status=verified").objects("challenges").stream()
        .anyMatch(row -> row.text("challenge_id").equals(challenge.challengeId()));
  }

  private void lend() throws Exception {
    var terms =
        JsonObject.builder()
            .put("hotkey", MINER.value())
            .put("worker_id", "w-1")
            .put("until", Instant.now().plus(Duration.ofHours(1)).toString())
            .build();
    var answer =
        operator.send(
            HttpRequest.newBuilder(uri("/api/v1/leases"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(terms.toText()))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /// The first that was ever stored.
  private String firstEventOf(String topic) throws Exception {
    var request = HttpRequest.newBuilder(uri("/api/v1/events?since=0&topics=" + topic)).build();
    try (var lines = operator.send(request, BodyHandlers.ofLines()).body()) {
      return lines.filter(line -> line.startsWith("event: ")).findFirst().orElseThrow();
    }
  }

  private void aTokenOpensUntilItIsRevoked() throws Exception {
    var wish = "{\"scopes\":[\"admin\"],\"lifetime_seconds\":60}";
    var made = JSON.parse(tokens("", TOKEN).apply("POST", wish).body());
    String own = "/" + made.text("token_id");

    assertThat(tokens(own, made.text("token")).apply("DELETE", "").statusCode()).isEqualTo(200);
    assertThat(tokens(own, made.text("token")).apply("DELETE", "").statusCode()).isEqualTo(401);
  }

  private interface Call {
    HttpResponse<String> apply(String method, String body) throws Exception;
  }

  private Call tokens(String path, String token) {
    return (method, body) ->
        operator.send(
            HttpRequest.newBuilder(uri("/api/v1/tokens" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).build();
    return JSON.parse(operator.send(request, BodyHandlers.ofString()).body());
  }

  private List<String> rows(String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(connection, row -> row.getString(1), sql);
    }
  }

  private URI uri(String path) {
    return URI.create("http://" + config.status().address() + path);
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
