package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.actor.Backoff;
import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.admission.Statement;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import io.byteleap.node.Health;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.worker.access.LegacyMiner;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.MinerDoor;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.MinerLink.Timing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The link to miners that speak of keys, with and without TLS.
final class KeyedLinkTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Timing TIMING = new Timing(SHORT, LONG, LONG, LONG, LONG, LONG);
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId WORKER = new WorkerId("0123456789abcdef");

  @TempDir private static Path folder;
  private static SslContext tls;
  private static Channel.Secured certificate;

  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final List<MinerDoor.Joined> joined = new CopyOnWriteArrayList<>();
  private final LoggedWarnings warnings = LoggedWarnings.of(MinerLink.class);

  /// A certificate by the JDK's own tool.
  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = folder.resolve("keys.p12");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "door",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=door",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    tls = SslContextBuilder.forServer(factory).build();
    certificate =
        new Channel.Secured(
            CertificateHash.of(Objects.requireNonNull(keys.getCertificate("door")).getEncoded()));
  }

  @AfterEach
  void detach() {
    warnings.close();
  }

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void worker_joinsOverPinnedTls_andKeepsWhereItHasJoined() {
    var token = token(certificate);
    try (var miner = FakeMiner.keyed(tls)) {
      var link = link(miner.url("wss"), new MinerDoor.Invited(token));
      var session = miner.connected();
      var hello = hello(MINER, certificate);
      session.send(hello);

      var keyed = (Credential.Keyed) session.next(Register.class).credential();
      session.send(new MinerFrame.RegistrationAck());
      session.next(Heartbeat.class);

      var statement = new Statement(hello.nonce(), MINER, certificate, WORKER, keypair.key());
      assertThat(keyed.key()).isEqualTo(keypair.key());
      assertThat(keyed.key().verifies(statement.bytes(), keyed.signature())).isTrue();
      assertThat(keyed.joining())
          .isEqualTo(new Credential.WithToken(token.id(), token.secret().proofOf(statement)));
      await().until(() -> status(link) instanceof MinerLink.Connected);
      assertThat(joined).containsExactly(new MinerDoor.Joined(MINER, certificate, token.address()));
      TEST_KIT.stop(link);
    }
  }

  @Test
  void certificateThatIsNotThePinnedOne_orThatNobodyTrusts_isNotConnectedTo() {
    var other = new Channel.Secured(CertificateHash.of(new byte[] {1}));
    try (var miner = FakeMiner.keyed(tls)) {
      var pinning = link(miner.url("wss"), new MinerDoor.Invited(token(other)));
      awaitAway(pinning, "the miner shows another certificate than it should");
      TEST_KIT.stop(pinning);

      var trusting = link(miner.url("wss"), new MinerDoor.Unknown());
      awaitAway(trusting, "PKIX");
      TEST_KIT.stop(trusting);

      assertThat(miner.hasArrivals()).isFalse();
    }
  }

  @Test
  void minerThatIsAnother_isNotRegisteredAt_andTheRemedyIsLogged() {
    try (var miner = FakeMiner.keyed()) {
      var link = link(miner.url(), new MinerDoor.Joined(MINER, new Channel.Plain(), ""));
      var session = miner.connected();

      session.send(hello(new Hotkey("5Other"), new Channel.Plain()));

      assertThat(session.closeCode()).isEqualTo(1_008);
      awaitAway(link, "it is another miner than the one that this worker joins");
      assertThat(warnings.texts()).singleElement().asString().contains("check miner_url");
      TEST_KIT.stop(link);
    }
  }

  @Test
  void minerWithoutKeys_isLeft_whereTheConfigurationForbidsIt() {
    try (var miner = FakeMiner.create()) {
      var access =
          new MinerAccess(keypair, new MinerDoor.Unknown(), LegacyMiner.REFUSE, joined::add);
      var link = link(miner.url(), access);

      assertThat(miner.connected().closeCode()).isEqualTo(1_008);
      awaitAway(link, "the miner knows no keys, which legacy_miner forbids");
      TEST_KIT.stop(link);
    }
  }

  @Test
  void minerWithoutKeys_isRegisteredAtAsEver() {
    try (var miner = FakeMiner.create()) {
      var link = link(miner.url(), new MinerDoor.Unknown());

      var register = miner.connected().next(Register.class);

      assertThat(register.credential()).isEqualTo(new Credential.NoKey());
      TEST_KIT.stop(link);
    }
  }

  @Test
  void refusal_isLoggedWithItsRemedy() {
    try (var miner = FakeMiner.keyed()) {
      var link = link(miner.url(), new MinerDoor.Unknown());
      var session = miner.connected();
      session.send(hello(MINER, new Channel.Plain()));
      session.next(Register.class);

      session.close(CloseCode.JOIN_TOKEN_NEEDED.code(), CloseCode.JOIN_TOKEN_NEEDED.reason());

      awaitAway(link, "code 4008: This key is not known here: a join token is needed");
      assertThat(warnings.texts())
          .singleElement()
          .asString()
          .contains("does not let this worker in; get a new token")
          .contains("a join token is needed");
      TEST_KIT.stop(link);
    }
  }

  @Test
  void pauseAfterARefusal_thatWaitingDoesNotMend_isTheLongOne() {
    var usual = Backoff.from(SHORT, SHORT);

    for (CloseCode code : CloseCode.values()) {
      boolean isLasting = code.code() == 4_003 || (code.code() >= 4_005 && code.code() <= 4_013);
      var loss = new Loss.Closed(code.code(), code.reason());

      assertThat(MinerLink.pausing(loss, usual, TIMING))
          .as("%s", code)
          .isEqualTo(isLasting ? Backoff.from(LONG, LONG) : usual);
      if (isLasting) {
        assertThat(loss.why()).as("not cut").endsWith(code.reason());
      }
    }
    assertThat(MinerLink.pausing(new Loss.Distrusted("x"), usual, TIMING))
        .isEqualTo(Backoff.from(LONG, LONG));
    assertThat(MinerLink.pausing(new Loss.Failed("x"), usual, TIMING)).isEqualTo(usual);
  }

  private static JoinToken token(Channel channel) {
    var random = Seeds.generator(3);
    return new JoinToken(
        TokenId.draw(random), TokenSecret.draw(random), "wss://miner:7799", MINER, channel);
  }

  private static Hello hello(Hotkey miner, Channel channel) {
    return new Hello(
        new Nonce32("0a".repeat(32)), miner, channel, new Limits(100, 1, 30), List.of());
  }

  private static void awaitAway(ActorRef<MinerLink.Command> link, String why) {
    await()
        .untilAsserted(
            () ->
                assertThat(status(link))
                    .isInstanceOfSatisfying(
                        MinerLink.Away.class, away -> assertThat(away.why()).contains(why)));
  }

  private static MinerLink.Status status(ActorRef<MinerLink.Command> link) {
    TestProbe<MinerLink.Status> probe = TEST_KIT.createTestProbe();
    link.tell(new MinerLink.GetStatus(probe.ref()));
    return probe.receiveMessage();
  }

  private ActorRef<MinerLink.Command> link(MinerUrl url, MinerDoor door) {
    return link(url, new MinerAccess(keypair, door, LegacyMiner.ALLOW, joined::add));
  }

  private static ActorRef<MinerLink.Command> link(MinerUrl url, MinerAccess access) {
    TestProbe<TaskDesk.Command> tasks = TEST_KIT.createTestProbe();
    TestProbe<ProofDesk.Command> proofs = TEST_KIT.createTestProbe();
    return TEST_KIT.spawn(
        MinerLink.create(
            new MinerLink.Settings(WORKER, "worker-01", access, TIMING),
            new MinerLink.Tools(
                new WebSocketDialer(url, access),
                new HostView(),
                GpuView.disabled(),
                ExactUnits.none(),
                tasks.ref(),
                proofs.ref(),
                Health.dependingOn(MinerLink.HEALTH),
                new LinkMeters(new SimpleMeterRegistry()),
                InstantSource.system(),
                Seeds.generator(9)),
            CompletableFuture.completedFuture(null)));
  }
}
