package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.persistence.gateway.JdbcDevices;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import io.byteleap.port.TokenIssuer;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.wire.EnrolGrant;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole validator with a gateway of its own: its database, its doors, a miner whose worker is at
/// the gateway, and a marketplace that rents it over the HTTP interface.
final class GatewayNodeTest {
  private static final Hotkey OWN = Signers.ALICE.hotkey();
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Devices.Owner OWNER = new Devices.Owner(MINER, WORKER);
  private static final String TOKEN = "a-token-of-this-test";
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;
  private final ActorTestKit minerKit = ActorTestKit.create();
  private final HttpClient market = HttpClient.newHttpClient();
  private SimulatedChain chain;
  private ValidatorConfig config;
  private Gateways gateways;
  private Database database;
  private ActorSystem<?> system;

  @BeforeEach
  void foundAndStart() throws Exception {
    chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofMillis(200), 1));
    chain.register(OWN, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    config = config();
    start();
  }

  @AfterEach
  void stopEverything() throws Exception {
    stop();
    market.close();
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
                    "weight_management.score_interval=1s",
                    "weight_management.availability.serving_minimum=1s",
                    "gateway.enable=true",
                    "gateway.host=127.0.0.1",
                    "gateway.public_name=localhost",
                    "gateway.enrolment_port=" + freePort(),
                    "gateway.session_port=" + freePort()),
                Map.of()));
    return ((RecordConfig.Good<ValidatorConfig>) loaded).config();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void start() throws Exception {
    database =
        Database.open(
            config.database().url().url(), config.dataDir(), config.database().connections());
    gateways = Gateways.open(config, OWN);
    system =
        ValidatorMain.system(
            new ValidatorGuardian.Parts(
                config,
                Signers.ALICE,
                database,
                _ -> chain,
                new Gate.AdminSecrets(Secret.of(TOKEN), Secret.of("")),
                gateways,
                new NodeExit()));
    patiently().until(() -> get("/ready").flag("ready"));
  }

  private void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    database.close();
  }

  @Test
  void worker_isOfferedRentedAndGivenBack_overARestart_andItIsExplained() throws Exception {
    var miner = miner().session();
    miner.heartbeat(WORKER.value());
    try (var device = new DeviceDouble(WORKER, token(), authority())) {
      patiently().until(() -> connected(device));
      var offer = get("/api/v1/offers").objects("offers").getFirst();
      assertThat(offer.text("worker_id")).isEqualTo(WORKER.value());

      var made = send("POST", "/api/v1/vms", wish(), "first");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
      String id = JSON.parse(made.body()).text("vm_id");
      var again = send("POST", "/api/v1/vms", wish(), "first");
      assertThat(JSON.parse(again.body()).text("vm_id")).isEqualTo(id);
      assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
      patiently().until(() -> phase(id).equals("running"));

      assertThat(get("/api/v1/offers").objects("offers")).isEmpty();
      assertThat(send("POST", "/api/v1/vms", wish(), "second").statusCode()).isEqualTo(409);
      assertThat(get("/api/v1/vms/" + id + "/stats").object("info").integer("cpu_count"))
          .isEqualTo(2);
      patiently().until(() -> get("/api/v1/leases").objects("leases").getFirst().flag("active"));
      patiently().until(() -> get("/api/v1/vms?phase=running").objects("vms").size() == 1);

      stop();
      start();
      patiently()
          .until(
              () -> {
                miner().session().heartbeat(WORKER.value());
                return connected(device);
              });
      assertThat(phase(id)).isEqualTo("running");

      assertThat(send("DELETE", "/api/v1/vms/" + id, "", "third").statusCode()).isEqualTo(202);
      assertThat(followed(id)).contains("event: vm").contains("\"phase\":\"ended\"");
      var ended = get("/api/v1/vms/" + id);
      assertThat(ended.objects("handovers").getFirst().text("proof")).isEqualTo("verified");
      assertThat(ended.object("meter").integer("lost_by_worker_seconds")).isZero();
      patiently().until(() -> !get("/api/v1/leases").objects("leases").getFirst().flag("active"));
      patiently()
          .until(
              () ->
                  get("/api/v1/explain/" + MINER.value())
                      .objects("rentals")
                      .getFirst()
                      .text("vm_id")
                      .equals(id));
    }
    var revoked = send("DELETE", "/api/v1/gateway-workers/" + MINER + "/" + WORKER, "", "");
    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
    assertThat(JSON.parse(revoked.body()).optionalText("revoked_at")).isPresent();
    send("POST", "/api/v1/gateway-workers/" + MINER + "/" + WORKER + "/allowance", "", "");
    certificatesAreInTheBook();
  }

  /// The book of devices over the database, whose rows the node has written.
  private void certificatesAreInTheBook() {
    var book = new JdbcDevices(database.dataSource());
    var now = Instant.now();
    var another = new Devices.Certificate("0b", OWNER, now, now.plusSeconds(60));
    var token = new Devices.UsedToken("token-1", now.plusSeconds(60));

    assertThat(book.enrol(token, another, now)).isEqualTo(Devices.Enrolled.KEPT);
    assertThat(book.enrol(token, another, now)).isEqualTo(Devices.Enrolled.TOKEN_USED);
    assertThat(book.find("0b")).isInstanceOf(Devices.Good.class);
    assertThat(book.find("0c")).isEqualTo(new Devices.Unknown());
    assertThat(book.page(new Page.Wish(10, List.of())).items())
        .extracting(Devices.Entry::owner)
        .containsExactly(OWNER);

    assertThat(book.revoke(OWNER, now)).isPresent();
    assertThat(book.find("0b")).isEqualTo(new Devices.Revoked(OWNER));
    assertThat(book.renew(new Devices.Certificate("0d", OWNER, now, now.plusSeconds(60))))
        .isFalse();
    assertThat(book.seenSince(Instant.EPOCH)).isEmpty();
    assertThat(book.allow(OWNER).flatMap(Devices.Entry::revokedAt)).isEmpty();
    assertThat(book.find("0b")).isEqualTo(new Devices.Revoked(OWNER));
    assertThat(book.renew(new Devices.Certificate("0e", OWNER, now, now.plusSeconds(60)))).isTrue();
  }

  private boolean connected(DeviceDouble device) throws Exception {
    device.connect();
    Awaitility.await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                !get("/api/v1/offers").objects("offers").isEmpty()
                    || get("/api/v1/vms?phase=running").objects("vms").size() == 1);
    return true;
  }

  private String phase(String id) throws Exception {
    return get("/api/v1/vms/" + id).text("phase");
  }

  /// All that a follower gets until the rental is over.
  private String followed(String id) throws Exception {
    var request = HttpRequest.newBuilder(uri("/api/v1/vms/" + id + "/events")).build();
    try (var lines = market.send(request, BodyHandlers.ofLines()).body()) {
      return lines.collect(Collectors.joining("\n"));
    }
  }

  private static String wish() {
    return JsonObject.builder()
        .put("hotkey", MINER.value())
        .put("worker_id", WORKER.value())
        .put("image", "base.qcow2")
        .put("memory_mib", 1_024)
        .put("vcpus", 2)
        .put("disk_gb", 10)
        .put("ssh_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me")
        .build()
        .toText();
  }

  private EnrolGrant token() {
    return ((TokenIssuer.Issued)
            gateways
                .issuer()
                .issue(new TokenIssuer.Order(MINER, WORKER))
                .toCompletableFuture()
                .join())
        .grant();
  }

  private Path authority() {
    return config.dataDir().resolve("gateway-ca.pem");
  }

  private HttpResponse<String> send(String method, String path, String body, String key)
      throws Exception {
    var request =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return market.send(request.build(), BodyHandlers.ofString());
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).build();
    return JSON.parse(market.send(request, BodyHandlers.ofString()).body());
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
