package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.node.Health;
import io.byteleap.node.HealthNote;
import io.byteleap.port.TokenIssuer;
import io.byteleap.transport.TextDialer;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubSession.AnyHub;
import io.byteleap.wire.hub.HubSession.Trust;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;

/// A link and a hub on loopback, under a clock that the test moves.
final class HubWorld implements AutoCloseable {
  static final Hotkey HUB = new Hotkey("5MeshHubServerHotkey");
  static final String TOKEN = "a-mesh-token-of-this-test";
  static final Duration HEARTBEAT = Duration.ofSeconds(60);
  static final Duration REPORT = Duration.ofSeconds(90);
  static final Duration FULL_REPORT = Duration.ofMinutes(3);
  static final Duration PAUSE = Duration.ofSeconds(2);
  static final HubIdentity ANY_HUB = identity(new AnyHub(), HandshakePolicy.COMPAT);

  private static final TextDialer.Bounds BOUNDS =
      new TextDialer.Bounds(HubFrameCodec.FRAME_SIZE_MAX, 8L << 20);
  private static final int TRIES_MAX = 400;
  private static final int REAL_STEP_MILLIS = 25;
  private static final int PATIENCE_SECONDS = 20;

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  final TestHub hub;
  final FakeEffects effects = new FakeEffects();
  final PluggedTokens tokens = new PluggedTokens();
  final Health health = healthWithHub();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private static Health healthWithHub() {
    var health = Health.dependingOn();
    health.useWithoutNeed("hub");
    return health;
  }

  /// Who issues tokens at the moment.
  static final class PluggedTokens implements HubLink.TokenSocket {
    volatile TokenIssuer line = TokenIssuer.NONE;

    @Override
    public void connected(TokenIssuer hub) {
      line = hub;
    }

    @Override
    public void disconnected() {
      line = TokenIssuer.NONE;
    }
  }

  HubWorld() {
    this(TestHub.create());
  }

  HubWorld(TestHub hub) {
    this.hub = hub;
  }

  static HubIdentity identity(Trust trust, HandshakePolicy policy) {
    return new HubIdentity(
        Signers.ALICE,
        Label.of("release-v0.0.5"),
        List.of("hardware_inspection", "challenge_validation"),
        trust,
        policy);
  }

  /// While a test lets time pass, no dialling is given up and nobody is pinged: both take real
  /// time.
  private static HubSettings.Rhythm rhythm(Duration dial, Duration keepAlive) {
    return new HubSettings.Rhythm(
        HEARTBEAT,
        REPORT,
        FULL_REPORT,
        Duration.ofHours(1),
        dial,
        keepAlive,
        Duration.ofSeconds(60),
        PAUSE,
        PAUSE.multipliedBy(10),
        Duration.ofSeconds(PATIENCE_SECONDS));
  }

  ActorRef<HubLink.Command> link() {
    return link(ANY_HUB);
  }

  ActorRef<HubLink.Command> link(HubIdentity identity) {
    return link(identity, () -> new TextDialer(BOUNDS));
  }

  ActorRef<HubLink.Command> link(HubIdentity identity, Supplier<TextDialer> dialers) {
    return link(
        identity,
        new AccessToken.Given(Secret.of(TOKEN)),
        rhythm(Duration.ofDays(1), Duration.ofDays(1)),
        dialers);
  }

  ActorRef<HubLink.Command> link(AccessToken token) {
    return link(
        ANY_HUB,
        token,
        rhythm(Duration.ofDays(1), Duration.ofDays(1)),
        () -> new TextDialer(BOUNDS));
  }

  /// A link that gives a silent hub up.
  ActorRef<HubLink.Command> impatientLink(Duration dial, Duration keepAlive) {
    return link(
        ANY_HUB,
        new AccessToken.Given(Secret.of(TOKEN)),
        rhythm(dial, keepAlive),
        () -> new TextDialer(BOUNDS));
  }

  static TextDialer trusting(SSLContext trust) {
    return new TextDialer(BOUNDS, trust);
  }

  private ActorRef<HubLink.Command> link(
      HubIdentity identity,
      AccessToken token,
      HubSettings.Rhythm rhythm,
      Supplier<TextDialer> dialers) {
    var settings = new HubSettings(hub.url(), token, identity, rhythm, HubSettings.Tokens.GIVEN);
    var tools =
        new HubLink.Tools(
            effects, tokens, new HealthNote(health, "hub"), registry, clock, Seeds.generator(9));
    return kit.spawn(HubLink.create(settings, tools, dialers));
  }

  /// An honest hub, and the link once it has told it of itself.
  HubSide greeted() {
    return HubSide.shaken(arrival(), HUB);
  }

  /// The next connection, for which time passes as it must.
  TestHub.Connection arrival() {
    for (int i = 0; i < TRIES_MAX; i++) {
      var connection = hub.connectedWithin(REAL_STEP_MILLIS);
      if (connection.isPresent()) {
        return connection.get();
      }
      clock.pass(Duration.ofSeconds(1));
    }
    throw new AssertionError("nobody connects");
  }

  void pass(Duration time) {
    clock.pass(time);
  }

  HubLink.Status status(ActorRef<HubLink.Command> link) {
    TestProbe<HubLink.Status> probe = kit.createTestProbe();
    link.tell(new HubLink.GetStatus(probe.ref()));
    return probe.receiveMessage();
  }

  /// Waits until the link is connected, and says so.
  void awaitConnected(ActorRef<HubLink.Command> link) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> status(link) instanceof HubLink.Connected);
  }

  /// Waits until the link is away because of this.
  void awaitAway(ActorRef<HubLink.Command> link, String why) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .untilAsserted(
            () ->
                assertThat(status(link))
                    .isInstanceOfSatisfying(
                        HubLink.Away.class, away -> assertThat(away.why().value()).contains(why)));
  }

  double count(String name, String... tags) {
    var counter = registry.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  void awaitCount(double expected, String name, String... tags) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .untilAsserted(() -> assertThat(count(name, tags)).isEqualTo(expected));
  }

  static <T> T next(BlockingQueue<T> queue) {
    try {
      T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(item).isNotNull();
      return item;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    hub.close();
  }
}
