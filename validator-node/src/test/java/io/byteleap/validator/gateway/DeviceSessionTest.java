package io.byteleap.validator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.port.Devices;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.SigningRequest;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.GatewayUrl;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.CertSerial;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceFrameCodec;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.wire.vm.GatewayFrameCodec;
import io.byteleap.wire.vm.Pem;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One session between the holder of a certificate and the gateway, without the network.
final class DeviceSessionTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Devices.Owner OWNER = new Devices.Owner(MINER, WORKER);
  private static final Instant NOW = Samples.T0;
  private static final VmTaskId TASK = new VmTaskId("0a1b2c3d.1");

  @TempDir private Path folder;
  private final ActorTestKit kit = ActorTestKit.create();
  private final P256Key key = P256Key.draw();
  private final OneDevice devices = new OneDevice();
  private final Said inbox = new Said();
  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private volatile boolean reads = true;
  private GatewayAuthority authority;
  private TestProbe<DeviceDesk.Command> desk;
  private ActorRef<DeviceSession.Command> session;

  /// What is heard of orders.
  private static final class Said implements OrderInbox {
    final List<Object> heard = new CopyOnWriteArrayList<>();

    @Override
    public void progressed(Devices.Owner from, VmTaskId task, Label step) {
      heard.add(step);
    }

    @Override
    public void answered(Devices.Owner from, VmTaskId task, VmOutcome outcome) {
      heard.add(outcome);
    }

    @Override
    public void handedOver(Devices.Owner from, SignedHandover handover, HandoverProof proof) {
      heard.add(proof);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    authority = GatewayAuthority.open(folder, NOW, new SecureRandom());
    var certificate = authority.issue(WORKER.value(), key.publicKey(), NOW, Duration.ofDays(1));
    devices.known =
        new Devices.Good(
            new Devices.Certificate(
                GatewayAuthority.serialOf(certificate).hex(), OWNER, NOW, NOW.plusSeconds(86_400)));
    desk = kit.createTestProbe();
    session = kit.spawn(DeviceSession.create(new DeviceSession.Peer(certificate, line()), tools()));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private DeviceSession.Line line() {
    return new DeviceSession.Line() {
      @Override
      public boolean send(String text) {
        return reads && sent.add(text);
      }

      @Override
      public void close() {
        sent.add("closed");
      }
    };
  }

  private DeviceSession.Tools tools() throws Exception {
    var url = new GatewayUrl("https://gateway.example/enroll");
    var tokens =
        GatewayTokens.open(
            new GatewayTokens.Gateway(new Hotkey("5Own"), url, url.origin(), Duration.ofMinutes(5)),
            new GatewayTokens.KeyFiles(folder.resolve("key.pem"), folder.resolve("jwks.json")),
            () -> NOW,
            new SecureRandom());
    var enrolment =
        new EnrolmentDesk(
            new EnrolmentDesk.Terms(
                Duration.ofDays(30), SecureUrl.wss("wss://gateway.example/session")),
            authority,
            tokens.reader(),
            devices,
            () -> NOW);
    return new DeviceSession.Tools(
        enrolment,
        devices,
        _ -> desk.ref(),
        inbox,
        new GatewayFrame.HeartbeatInterval(Duration.ofSeconds(30)),
        new GatewayMeters(new SimpleMeterRegistry()),
        () -> NOW,
        Seeds.generator(4),
        Runnable::run);
  }

  @Test
  void worker_isReady_andItsDeskKnows() throws Exception {
    say(hello(WORKER));

    assertThat(heard()).isInstanceOf(GatewayFrame.Ready.class);
    assertThat(desk.receiveMessage()).isEqualTo(new DeviceDesk.Here(session, NOW));
  }

  @Test
  void workerOfAnotherName_isRefused() throws Exception {
    say(hello(new WorkerId("w-2")));

    assertThat(heard())
        .isEqualTo(new GatewayFrame.NotReady(Label.of("workerId is not that of the certificate")));
    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void whoDoesNotBeginWithHello_isRefused() throws Exception {
    say(beat());

    assertThat(heard())
        .isEqualTo(new GatewayFrame.NotReady(Label.of("the first frame must be HELLO_V1")));
  }

  @Test
  void workerThatIsRevoked_isCutOff_atItsNextHeartbeat() throws Exception {
    ready();
    awaitLooks(2); // at the certificate, and at the hello
    devices.known = new Devices.Revoked(OWNER);

    say(beat());

    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void workerThatDoesNotRead_isCutOff() throws Exception {
    ready();
    reads = false;

    session.tell(new DeviceSession.Deliver("{}"));

    assertThat(next()).isEqualTo("closed");
  }

  @Test
  void whatTheWorkerSaysOfOrders_isHandedOn_andWhatIsAnothersIsNot() throws Exception {
    ready();
    var order =
        new GatewayFrame.VmOrder(TASK, WORKER, new VmOperation.Destroy(new VmId("vm-0a1b2c3d")));
    var theirs =
        new GatewayFrame.VmOrder(
            TASK, new WorkerId("w-2"), new VmOperation.Destroy(new VmId("vm-0a1b2c3d")));
    var failed = new VmOutcome.Failed(Label.of("no"));

    say(new DeviceFrame.VmProgress(TASK, Label.of("at it")));
    say(theirs.answer(failed));
    say(new DeviceFrame.VmHandover(handover(WORKER, key)));
    say(new DeviceFrame.VmHandover(handover(WORKER, P256Key.draw())));
    say(new DeviceFrame.VmHandover(handover(new WorkerId("w-2"), key)));
    say(order.answer(failed));

    assertThat(inbox.heard)
        .containsExactly(
            Label.of("at it"), HandoverProof.VERIFIED, HandoverProof.FALSE_SIGNATURE, failed);
  }

  @Test
  void renewal_isForTheHolderOnly() throws Exception {
    ready();

    say(renewal(new WorkerId("w-2"), WORKER));
    say(renewal(WORKER, new WorkerId("w-2")));
    say(renewal(WORKER, WORKER));
    devices.known = new Devices.Revoked(OWNER);
    say(renewal(WORKER, WORKER));

    assertThat(heard())
        .isEqualTo(
            new GatewayFrame.CertNotRenewed(Label.of("workerId is not that of the certificate")));
    assertThat(heard())
        .isEqualTo(
            new GatewayFrame.CertNotRenewed(
                Label.of("csrPem: the signing request is in another name")));
    assertThat(heard()).isInstanceOf(GatewayFrame.CertRenewed.class);
    assertThat(heard())
        .isEqualTo(new GatewayFrame.CertNotRenewed(Label.of("certificate is revoked")));
  }

  private static DeviceFrame renewal(WorkerId says, WorkerId named) {
    return new DeviceFrame.CertRenewRequest(
        says, CertSerial.UNKNOWN, Pem.request(SigningRequest.pem(named.value(), P256Key.draw())));
  }

  private static SignedHandover handover(WorkerId worker, P256Key key) {
    var found =
        new Handover(
            new VmId("a-machine"),
            new VmName("vm-0a1b2c3d"),
            NOW,
            true,
            true,
            true,
            true,
            List.of());
    return new SignedHandover(
        worker, TASK, found, key.sign(SignedHandover.text(worker, TASK, found)));
  }

  private static DeviceFrame hello(WorkerId worker) {
    return new DeviceFrame.Hello(
        worker, Label.of("1"), List.of(), NOW, Nonce16.draw(Seeds.generator(3)));
  }

  private static DeviceFrame beat() {
    return new DeviceFrame.Heartbeat(
        Duration.ZERO, new DeviceFrame.Metrics(1, 2, 0), JsonObject.EMPTY);
  }

  private void ready() throws Exception {
    say(hello(WORKER));
    assertThat(heard()).isInstanceOf(GatewayFrame.Ready.class);
  }

  private void awaitLooks(int count) throws InterruptedException {
    assertThat(devices.looks.tryAcquire(count, 60, TimeUnit.SECONDS)).isTrue();
  }

  /// Until the session has taken it.
  private void say(DeviceFrame frame) {
    var taken = kit.<DeviceSession.Taken>createTestProbe();
    session.tell(new DeviceSession.Heard(DeviceFrameCodec.encode(frame), taken.ref()));
    taken.receiveMessage();
  }

  private GatewayFrame heard() throws Exception {
    return ((Decoded.Read<GatewayFrame>) GatewayFrameCodec.decode(next(), WORKER)).value();
  }

  private String next() throws Exception {
    @Nullable String text = sent.poll(60, TimeUnit.SECONDS);
    return String.valueOf(text);
  }
}
