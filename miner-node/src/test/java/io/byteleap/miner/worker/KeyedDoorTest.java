package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential.Keyed;
import io.byteleap.domain.admission.Credential.NoToken;
import io.byteleap.domain.admission.Credential.WithToken;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.admission.Statement;
import io.byteleap.domain.admission.TokenProof;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.miner.admission.Answer;
import io.byteleap.miner.admission.BookFile;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.admission.Order;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.TestKey;
import io.byteleap.miner.fixture.TrustingTls;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.miner.tls.DoorCertificate;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The door with keys and TLS over real sockets: who comes in, and what everybody else is told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyedDoorTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int FRAMES_PER_SECOND = 10;

  @TempDir private static Path folder;

  private final ActorTestKit testKit = ActorTestKit.create();
  private final TrustingTls trusting = new TrustingTls();
  private DoorTls.Always tls;
  private HttpClient http;
  private Path file;
  private BookFile book;
  private ActorRef<WorkerRegistry.Command> registry;
  private int port;
  private int books;

  @BeforeAll
  void make() throws Exception {
    http = trusting.client();
    tls = new DoorTls.Always(DoorCertificate.generated(folder, Samples.T0));
  }

  @AfterAll
  void shutDown() {
    http.shutdownNow();
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void open() {
    trusting.shown.clear();
    open(folder.resolve("book-" + books++), LegacyPolicy.REFUSE, tls);
  }

  private void open(Path where, LegacyPolicy legacy, DoorTls doorTls) {
    file = where;
    book = ((BookFile.Open) BookFile.open(file)).file();
    var clock = InstantSource.system();
    var meters = new WorkerMeters(new SimpleMeterRegistry());
    registry =
        testKit.spawn(
            WorkerRegistry.create(
                new WorkerRegistry.Settings(
                    TestDoor.doorkeeper(book, legacy, clock),
                    LONG,
                    _ -> {},
                    _ -> {},
                    meters,
                    clock)));
    var event = new CompletableFuture<WorkerGate.Event>();
    testKit.spawn(
        WorkerGate.create(
            new WorkerGate.Settings(
                "127.0.0.1", 0, doorTls, LONG, FRAMES_PER_SECOND, event::complete, meters, clock),
            TestDoor.terms(doorTls),
            registry));
    port = ((WorkerGate.Open) event.join()).address().getPort();
  }

  @Test
  void worker_joinsWithAToken_overTls_andComesBackWithoutIt() {
    var key = TestKey.of("w-1");
    var client = connect();
    var hello = client.hello();
    client.say(key.registration(hello, token(1))).expect("registration_ack");
    client.hangUp();

    register(key);

    assertThat(hello.miner()).isEqualTo(TestDoor.MINER);
    assertThat(hello.limits().workersMax()).isEqualTo(100);
    assertThat(hello.channel())
        .isEqualTo(new Channel.Secured(tls.identity().certificate()))
        .isEqualTo(new Channel.Secured(trusting.shown.element()));
    var view = roster().getFirst();
    assertThat(view.member().isKeyed()).isTrue();
    assertThat(view.transport()).isEqualTo(WorkerView.Transport.TLS);
    assertThat(((BookFile.Open) BookFile.open(file)).file().book().bound())
        .containsExactly(new WorkerId("w-1"));
  }

  @Test
  void registration_thatIsReplayed_orSignedForElsewhere_isRefused() {
    var key = TestKey.of("w-1");
    var first = connect();
    String registration = key.registration(first.hello(), token(5));
    first.say(registration).expect("registration_ack");

    assertThat(said(registration)).isEqualTo(closed(CloseCode.BAD_SIGNATURE));
    var other = connect();
    var hello = other.hello();
    var plain =
        new Hello(
            hello.nonce(), hello.miner(), new Channel.Plain(), hello.limits(), hello.challenges());
    assertThat(other.say(key.registration(plain)).closed())
        .isEqualTo(closed(CloseCode.BAD_SIGNATURE));
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void oneBit_ofNonceKeySignatureOrProof_isRefused() {
    var key = TestKey.of("w-1");
    var token = token(5);

    var client = connect();
    var hello = client.hello();
    var nonce =
        new Hello(
            new Nonce32(flipped(hello.nonce().hex())),
            hello.miner(),
            hello.channel(),
            hello.limits(),
            hello.challenges());
    assertThat(client.say(key.registration(nonce, token)).closed())
        .isEqualTo(closed(CloseCode.BAD_SIGNATURE));

    client = connect();
    var statement = key.statement(client.hello());
    var signature = key.keypair().sign(statement.bytes());
    var wrong = new KeySignature(flipped(signature.hex()));
    var keyed = new Keyed(key.keypair().key(), wrong, new NoToken());
    assertThat(client.say(key.registration(keyed)).closed())
        .isEqualTo(closed(CloseCode.BAD_SIGNATURE));

    client = connect();
    statement = key.statement(client.hello());
    signature = key.keypair().sign(statement.bytes());
    var other = TestKey.of("w-1").keypair().key();
    assertThat(client.say(key.registration(new Keyed(other, signature, new NoToken()))).closed())
        .isEqualTo(closed(CloseCode.BAD_SIGNATURE));

    client = connect();
    statement = key.statement(client.hello());
    assertThat(client.say(proving(key, statement, token)).closed())
        .isEqualTo(closed(CloseCode.JOIN_TOKEN_UNKNOWN));
    assertThat(book.book().bound()).isEmpty();
  }

  /// A good signature, with a proof of which one bit is wrong.
  private static String proving(TestKey key, Statement statement, JoinToken token) {
    var proof = new TokenProof(flipped(token.secret().proofOf(statement).hex()));
    return key.registration(
        new Keyed(
            key.keypair().key(),
            key.keypair().sign(statement.bytes()),
            new WithToken(token.id(), proof)));
  }

  @Test
  void everyRefusal_hasItsCodeAndSentence() {
    var key = TestKey.of("w-1");
    var once = token(1);
    assertThat(saidBy(key)).isEqualTo(closed(CloseCode.JOIN_TOKEN_NEEDED));
    join(key, once);
    assertThat(saidBy(TestKey.of("w-1"))).isEqualTo(closed(CloseCode.KEY_MISMATCH));
    assertThat(saidBy(TestKey.of("w-2"), once)).isEqualTo(closed(CloseCode.JOIN_TOKEN_USED_UP));
    var revoked = token(1);
    administer(new Order.Revoke(revoked.id()));
    assertThat(saidBy(TestKey.of("w-3"), revoked)).isEqualTo(closed(CloseCode.JOIN_TOKEN_UNKNOWN));

    var legacy = WorkerClient.connectKeyed(http, "wss", port);
    legacy.hello();
    assertThat(legacy.say(WorkerClient.registration("w-9")).closed())
        .isEqualTo(closed(CloseCode.KEY_REQUIRED));
  }

  @Test
  void removedWorker_isClosed_andStaysOut() {
    var key = TestKey.of("w-1");
    var client = join(key, token(3));

    administer(new Order.Remove(new WorkerId("w-1")));

    assertThat(client.closed()).isEqualTo(closed(CloseCode.REMOVED));
    assertThat(saidBy(key)).isEqualTo(closed(CloseCode.REMOVED));
    assertThat(roster()).isEmpty();
  }

  @Test
  void drainedWorker_isNotIdle_andStillIsNotAfterARestartOfTheMiner() {
    var key = TestKey.of("w-1");
    join(key, token(1));
    administer(new Order.Drain(new WorkerId("w-1")));
    await().until(() -> !roster().getFirst().isIdle());

    open(file, LegacyPolicy.REFUSE, tls);
    register(key);

    assertThat(roster().getFirst().member().isDraining()).isTrue();
    assertThat(roster().getFirst().isIdle()).isFalse();
    administer(new Order.Resume(new WorkerId("w-1")));
    await().until(() -> roster().getFirst().isIdle());
  }

  @Test
  void worker101_isToldSo_andHoldsNoToken_whileAKnownOneComesBack() {
    var token = token(100);
    List<WorkerClient> hundred = new ArrayList<>();
    var first = TestKey.of("w-0");
    hundred.add(join(first, token));
    for (int i = 1; i < WorkerRegistry.WORKERS_MAX; i++) {
      hundred.add(join(TestKey.of("w-" + i), token));
    }
    var spare = token(1);

    assertThat(saidBy(TestKey.of("w-100"), spare)).isEqualTo(closed(CloseCode.WORKER_LIMIT));
    assertThat(book.book().token(spare.id()).orElseThrow().uses()).isZero();
    hundred.getFirst().hangUp();
    await().until(() -> roster().getFirst().status() instanceof WorkerView.Offline);
    assertThat(saidBy(TestKey.of("w-100"), spare)).isEqualTo(closed(CloseCode.WORKER_LIMIT));
    register(first);
  }

  @Test
  void plainConnection_isCut_whereAllHaveKeys_andTakenWhereTheyNeedNot() {
    assertThatThrownBy(() -> WorkerClient.connect(http, port)).isNotNull();

    open(folder.resolve("mixed"), LegacyPolicy.ALLOW, new DoorTls.WhereAsked(tls.identity()));
    WorkerClient.registered(http, port, "old");
    join(TestKey.of("new"), token(1));

    assertThat(roster())
        .extracting(
            view -> view.id().value(), view -> view.member().isKeyed(), WorkerView::transport)
        .containsExactly(
            tuple("new", true, WorkerView.Transport.TLS),
            tuple("old", false, WorkerView.Transport.PLAIN));
  }

  @Test
  void keyedWorker_comesInWithoutTlsToo_whereTheDoorHasNone() {
    open(folder.resolve("plain"), LegacyPolicy.REFUSE, new DoorTls.Off());
    var client = WorkerClient.connectKeyed(http, "ws", port);
    var hello = client.hello();

    client.say(TestKey.of("w-1").registration(hello, token(1))).expect("registration_ack");

    assertThat(hello.channel()).isEqualTo(new Channel.Plain());
    assertThat(roster().getFirst().transport()).isEqualTo(WorkerView.Transport.PLAIN);
  }

  private WorkerClient connect() {
    return WorkerClient.connectKeyed(http, "wss", port);
  }

  private WorkerClient join(TestKey key, JoinToken token) {
    var client = connect();
    client.say(key.registration(client.hello(), token)).expect("registration_ack");
    return client;
  }

  private void register(TestKey key) {
    var client = connect();
    client.say(key.registration(client.hello())).expect("registration_ack");
  }

  private WorkerClient.Closed saidBy(TestKey key) {
    var client = connect();
    return client.say(key.registration(client.hello())).closed();
  }

  private WorkerClient.Closed saidBy(TestKey key, JoinToken token) {
    var client = connect();
    return client.say(key.registration(client.hello(), token)).closed();
  }

  private WorkerClient.Closed said(String registration) {
    var client = connect();
    client.hello();
    return client.say(registration).closed();
  }

  private static WorkerClient.Closed closed(CloseCode code) {
    return new WorkerClient.Closed(code.code(), code.reason());
  }

  private JoinToken token(int uses) {
    var order = new Order.NewToken(Label.NONE, Duration.ofHours(1), uses, "");
    return ((Answer.Issued) administer(order)).token();
  }

  private Answer administer(Order order) {
    TestProbe<Answer> probe = testKit.createTestProbe();
    registry.tell(new WorkerRegistry.Administer(order, probe.ref()));
    return probe.receiveMessage();
  }

  private List<WorkerView> roster() {
    TestProbe<Roster> probe = testKit.createTestProbe();
    registry.tell(new WorkerRegistry.GetRoster(probe.ref()));
    return probe.receiveMessage().workers().stream().map(WorkerRegistry.Entry::view).toList();
  }

  private static String flipped(String hex) {
    return Character.forDigit(Character.digit(hex.charAt(0), 16) ^ 1, 16) + hex.substring(1);
  }
}
