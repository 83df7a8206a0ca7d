package io.byteleap.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.MinerConfig;
import io.byteleap.miner.MinerGuardian;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.node.NodeExit;
import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.IsoTime;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.worker.MinerFrame;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole miner between a worker's WebSocket and the door of a validator that signs tokens.
final class EnrolmentTest {
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final Json JSON = Json.upTo(1 << 20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private final Everything log = Everything.logged();
  private final ActorTestKit validatorKit =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(
                  ConfigFactory.parseString(
                      """
                      pekko.actor.provider = local
                      pekko.persistence.journal.auto-start-journals = []
                      pekko.persistence.snapshot-store.auto-start-snapshot-stores = []
                      """))
              .withFallback(ConfigFactory.load("validator")));
  private final ActorTestKit minerKit = ActorTestKit.create(ConfigFactory.load("miner"));
  private final HttpClient http = HttpClient.newHttpClient();
  private SigningValidator validator;
  private int workerPort;
  private int statusPort;

  @BeforeEach
  void start() throws Exception {
    validator = new SigningValidator(validatorKit, folder);
    var chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    chain.register(SigningValidator.HOTKEY, true, Stake.ofTao(20_000));
    chain.serveAxon(SigningValidator.HOTKEY, validator.endpoint());
    chain.register(MINER, false, Stake.ofTao(1));
    workerPort = TestPorts.free();
    statusPort = TestPorts.free();
    minerKit.spawn(
        MinerGuardian.create(
            new MinerGuardian.Parts(config(), Signers.BOB, _ -> chain, new NodeExit())));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/ready").contains("\"ready\":true"));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    minerKit.shutdownTestKit();
    validatorKit.shutdownTestKit();
    log.close();
  }

  @Test
  void worker_getsASignedToken_onceItIsPresent_andNothingElseKnowsIt() throws Exception {
    var worker = ScriptedWorker.registered(http, workerPort, "w-1");
    assertThat(worker.askToken().toText())
        .isEqualTo(
            "{\"code\":1003,\"error\":"
                + "\"no heartbeat of this miner has named the worker (1000)\"}");
    assertThat(worker.askToken("w-2").toText())
        .isEqualTo("{\"code\":1002,\"error\":\"worker_id mismatch\"}");

    worker.beat();
    await().atMost(PATIENCE).until(() -> validator.whereabouts(MINER, "w-1") == Whereabouts.ONLINE);
    var answer = worker.askToken();

    assertThat(answer.integer("code")).isZero();
    assertThat(answer.text("enrollment_url")).isEqualTo(SigningValidator.GATEWAY);
    var token = answer.text("token");
    assertThat(verifies(token)).isTrue();
    var claims = JSON.parse(decoded(token.split("\\.", -1)[1]));
    assertThat(claims.text("iss")).isEqualTo(SigningValidator.HOTKEY.value());
    assertThat(claims.text("aud")).isEqualTo("https://gateway.example:8443");
    assertThat(claims.text("sub")).isEqualTo("w-1");
    assertThat(claims.text("hotkey")).isEqualTo(MINER.value());
    assertThat(answer.text("expires_at"))
        .isEqualTo(IsoTime.seconds(Instant.ofEpochSecond(claims.integer("exp"))));
    nothingElseKnows(token, answer);
  }

  private void nothingElseKnows(String token, JsonObject answer) throws Exception {
    var secret = token.substring(token.lastIndexOf('.') + 1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(log.lines())
                    .anyMatch(line -> line.contains("enrolment token issued, miner=" + MINER))
                    .anyMatch(line -> line.contains("enrolment token relayed, worker=w-1")));
    assertThat(log.lines()).noneMatch(line -> line.contains(secret));
    assertThat(validator.stored(MINER)).isNotEmpty();
    assertThat(validator.stored(MINER).toString()).doesNotContain(secret);
    assertThat(validator.figures()).contains("byteleap.enrolment.requests").doesNotContain(secret);
    assertThat(get("/metrics"))
        .contains(
            "byteleap_enrolments_total{cause=\"none\",hotkey=\""
                + MINER.value()
                + "\",outcome=\"relayed\"} 1.0")
        .contains(
            "byteleap_enrolments_total{cause=\"wrong_worker\",hotkey=\""
                + MINER.value()
                + "\",outcome=\"refused\"} 1.0")
        .doesNotContain(secret);
    for (String path : List.of("/status", "/ready", "/api/v1/workers", "/api/v1/validators")) {
      assertThat(get(path)).isNotEmpty().doesNotContain(secret);
    }
    var grant =
        new EnrolGrant(new EnrolToken(token), answer.text("expires_at"), SigningValidator.GATEWAY);
    for (Object carrier :
        List.of(
            new MinerFrame.EnrolTokenGiven(grant),
            new CallResult.Answered(new Answer.EnrolTokenGiven("w-1", grant)),
            new TokenDeskActor.Token(grant),
            new TokenIssuer.Issued(grant))) {
      assertThat(carrier.toString()).contains("EnrolToken[***]").doesNotContain(secret);
    }
    assertThat(filesOf(folder)).isNotEmpty().noneMatch(content -> content.contains(secret));
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(EnrolmentTest::content).toList();
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// As a gateway checks it, with the published key.
  private boolean verifies(String jws) throws IOException, GeneralSecurityException {
    var set = JSON.parse(Files.readString(folder.resolve("jwks.json")).strip());
    var jwk = set.objects("keys").getFirst();
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    var point = new ECPoint(number(jwk.text("x")), number(jwk.text("y")));
    var curve = parameters.getParameterSpec(ECParameterSpec.class);
    int dot = jws.lastIndexOf('.');
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve)));
    signature.update(jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(jws.substring(dot + 1)));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
  }

  private MinerConfig config() throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(
        file,
        """
        subtensor: {network: simulated, simulated_dir: "%s"}
        metagraph: {sync_interval: 200ms}
        heartbeat_interval: 500ms
        task_poll_interval: 1s
        data_dir: "%s"
        worker_management: {host: 127.0.0.1, port: %d, legacy_workers: allow}
        security: {handshake: strict}
        status: {port: %d}
        """
            .formatted(folder.resolve("chain"), folder.resolve("data"), workerPort, statusPort));
    return ((RecordConfig.Good<MinerConfig>)
            RecordConfig.load(MinerConfig.class, file, Overrides.NONE))
        .config();
  }

  private String get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
