package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.MinerSession.NoSession;
import io.byteleap.validator.peer.MinerSession.OpenRefused;
import io.byteleap.validator.peer.MinerSession.OpenReply;
import io.byteleap.validator.peer.MinerSession.Opened;
import io.byteleap.validator.peer.MinerSession.RateLimited;
import io.byteleap.validator.peer.MinerSession.SealRefused;
import io.byteleap.validator.peer.MinerSession.SealReply;
import io.byteleap.validator.peer.MinerSession.ShakeRefused;
import io.byteleap.validator.peer.MinerSession.ShakeReply;
import io.byteleap.validator.peer.MinerSession.Shaken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MinerSessionTest {
  private static final Hotkey VALIDATOR = new Hotkey("5Validator");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final MessageType TYPE = new MessageType("HEARTBEAT_V1");
  private static final Bytes HELLO = Bytes.ofText("{\"hello\":1}");
  private static final Opened AT_ONCE = openedAfter(Duration.ZERO);

  private static Opened openedAfter(Duration roundTrip) {
    return new Opened(HELLO, new RoundTrip.AtMost(roundTrip));
  }

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final RandomGenerator random = Seeds.generator(11);
  private final TestProbe<ShakeReply> shakes = kit.createTestProbe();
  private final TestProbe<OpenReply> opens = kit.createTestProbe();
  private final TestProbe<SealReply> seals = kit.createTestProbe();
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private ActorRef<MinerSession.Command> session = kit.system().ignoreRef();

  @BeforeEach
  void start() {
    registry = new SimpleMeterRegistry();
    var settings =
        new MinerSession.Settings(
            VALIDATOR,
            AttemptLimit.of(10, Duration.ofSeconds(30)),
            ValidatorMetrics.in(registry, clock),
            clock,
            Seeds.generator(12));
    session = kit.spawn(MinerSession.create(MINER, settings));
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void boxesTravelBothWays() {
    var client = handshake();

    assertThat(open(seal(client))).isEqualTo(AT_ONCE);
    session.tell(new MinerSession.Seal(client.id(), TYPE, HELLO, seals.getRef()));

    var box = seals.expectMessageClass(MinerSession.Sealed.class).box();
    assertThat(client.open(box, TYPE, clock.instant()).opening())
        .isEqualTo(new Opening.Plain(HELLO));
    assertThat(registry.get("byteleap.sessions").gauge().value()).isEqualTo(1);
  }

  @Test
  void sixthHandshakeWithinAMinute_isRefused_andCostsNoSession() {
    for (int i = 0; i < 4; i++) {
      handshake();
      clock.pass(Duration.ofSeconds(1));
    }
    var fifth = handshake();

    assertThat(shake()).isEqualTo(new ShakeRefused("Handshake rate limit exceeded: 5 in 60s"));
    assertThat(open(seal(fifth))).isEqualTo(AT_ONCE);
    clock.pass(Duration.ofSeconds(57));
    assertThat(shake()).isInstanceOf(Shaken.class);
  }

  @Test
  void fourthSession_takesThePlaceOfTheOneUsedLongestAgo() {
    var first = handshake();
    var second = handshake();
    var third = handshake();
    var used = first.seal(TYPE, HELLO).orElseThrow();
    open(used.box());
    var fourth = handshake();

    assertThat(open(seal(second))).isEqualTo(new NoSession());
    assertThat(open(seal(used.next()))).isEqualTo(AT_ONCE);
    assertThat(open(seal(third))).isEqualTo(AT_ONCE);
    assertThat(open(seal(fourth))).isEqualTo(AT_ONCE);
  }

  @Test
  void boxThatWasOpened_isRefusedTheNextTime() {
    var box = seal(handshake());

    assertThat(open(box)).isEqualTo(AT_ONCE);
    assertThat(open(box)).isEqualTo(new OpenRefused(Opening.Why.BAD_SEQUENCE));
  }

  @Test
  void boxOfAnotherKindOrWithAChangedTag_isRefused() {
    var box = seal(handshake());
    var changed =
        new SealedBox(
            box.session(),
            box.sequence(),
            Base64.getEncoder().encodeToString(new byte[32]),
            box.sender(),
            box.recipient(),
            box.type());

    assertThat(open(changed)).isEqualTo(new OpenRefused(Opening.Why.BAD_TAG));
    session.tell(new MinerSession.Open(box, new MessageType("TASK_V1"), opens.getRef()));
    assertThat(opens.receiveMessage()).isEqualTo(new OpenRefused(Opening.Why.WRONG_TYPE));
  }

  @Test
  void session_isOverAfterSixHours_usedOrNot() {
    var client = handshake();

    clock.pass(SecureSession.LIFE);

    assertThat(open(seal(client))).isEqualTo(new NoSession());
    session.tell(new MinerSession.Seal(client.id(), TYPE, HELLO, seals.getRef()));
    assertThat(seals.receiveMessage()).isEqualTo(new SealRefused());
  }

  @Test
  void requestsBeyondTheLimit_areRefused_untilTheWindowHasPassed() {
    var client = handshake();
    for (int i = 0; i < 10; i++) {
      var sealing = client.seal(TYPE, HELLO).orElseThrow();
      client = sealing.next();
      open(sealing.box());
    }
    var eleventh = seal(client);

    assertThat(open(eleventh)).isEqualTo(new RateLimited());
    clock.pass(Duration.ofSeconds(30));
    assertThat(open(eleventh)).isEqualTo(AT_ONCE);
  }

  @Test
  void roundTrip_isFromTheHandshakesAnswerToTheFirstBox_andStaysThat() {
    var client = handshake();
    clock.pass(Duration.ofMillis(37));
    var first = client.seal(TYPE, HELLO).orElseThrow();

    assertThat(open(first.box())).isEqualTo(openedAfter(Duration.ofMillis(37)));
    session.tell(new MinerSession.Seal(client.id(), TYPE, HELLO, seals.getRef()));
    seals.receiveMessage();
    clock.pass(Duration.ofMinutes(2));
    assertThat(open(seal(first.next()))).isEqualTo(openedAfter(Duration.ofMillis(37)));
  }

  @Test
  void roundTrip_ofAMinerThatTakesItsTime_isASecond_andABoxThatIsRefusedMeasuresNothing() {
    var client = handshake();
    clock.pass(Duration.ofMillis(10));
    var box = seal(client);
    session.tell(new MinerSession.Open(box, new MessageType("TASK_V1"), opens.getRef()));
    assertThat(opens.receiveMessage()).isEqualTo(new OpenRefused(Opening.Why.WRONG_TYPE));
    clock.pass(Duration.ofHours(1));

    assertThat(open(seal(client))).isEqualTo(openedAfter(RoundTrip.LONGEST));
  }

  @Test
  void handshakeWithAKeyOfSmallOrder_isRefused() {
    var zero = new PublicKey32(Base64.getEncoder().encodeToString(new byte[32]));

    session.tell(new MinerSession.Shake(zero, Nonce16.draw(random), shakes.getRef()));

    assertThat(shakes.receiveMessage())
        .isEqualTo(new ShakeRefused("Handshake failed: peer's public key has small order"));
  }

  @Test
  void sessionsThatStop_areNoLongerCounted() {
    handshake();

    kit.stop(session);

    assertThat(registry.get("byteleap.sessions").gauge().value()).isZero();
  }

  private SecureSession handshake() {
    var key = EphemeralKey.draw(random);
    var nonce = Nonce16.draw(random);
    session.tell(new MinerSession.Shake(key.publicKey(), nonce, shakes.getRef()));
    var shaken = shakes.expectMessageClass(Shaken.class);
    var handshake =
        new Handshake(
            MINER, VALIDATOR, key.publicKey(), shaken.serverKey(), nonce, shaken.serverNonce());
    return SecureSession.begin(
        shaken.session(),
        new SecureSession.Client(MINER, VALIDATOR),
        handshake.keysOfClient(key),
        shaken.expiresAt());
  }

  private ShakeReply shake() {
    session.tell(
        new MinerSession.Shake(
            EphemeralKey.draw(random).publicKey(), Nonce16.draw(random), shakes.getRef()));
    return shakes.receiveMessage();
  }

  private static SealedBox seal(SecureSession client) {
    return client.seal(TYPE, HELLO).orElseThrow().box();
  }

  private OpenReply open(SealedBox box) {
    session.tell(new MinerSession.Open(box, TYPE, opens.getRef()));
    return opens.receiveMessage();
  }
}
