package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.MinerSession.OpenReply;
import io.byteleap.validator.peer.MinerSession.Opened;
import io.byteleap.validator.peer.MinerSession.ShakeRefused;
import io.byteleap.validator.peer.MinerSession.ShakeReply;
import io.byteleap.validator.peer.MinerSession.Shaken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which handshakes the existing validator takes, how long their sessions last and which sessions
/// are open after each (`rate_limit.json`, `handshake_cases`), and its constants (`session.json`).
///
/// Ours deviates twice. A refused handshake costs no session (D-23). An attempt that is exactly a
/// minute old counts no more, so the handshake that theirs refuses for it is left out here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MinerSessionVectorTest {
  private static final Hotkey VALIDATOR = new Hotkey("5Validator");
  private static final MessageType TYPE = new MessageType("HEARTBEAT_V1");
  private static final Bytes HELLO = Bytes.ofText("{}");
  private static final JsonNode CONSTANTS = Vectors.load("session").path("constants");
  private static final long STRETCH_SECONDS = CONSTANTS.path("RATE_LIMIT_WINDOW_SECONDS").asLong();

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;
  private final RandomGenerator random = Seeds.generator(26);
  private final TestProbe<ShakeReply> shakes = kit.createTestProbe();
  private final TestProbe<OpenReply> opens = kit.createTestProbe();

  static Stream<JsonNode> handshakes() {
    return Vectors.cases("rate_limit", "handshake_cases");
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void sessions_openAndMakeRoom_asInTheVector(JsonNode vector) {
    Map<String, Miner> miners = new HashMap<>();
    for (JsonNode event : vector.path("events")) {
      now.set(Instant.EPOCH.plusMillis((long) (event.path("t").asDouble() * 1_000)));
      var miner = miners.computeIfAbsent(event.path("peer").asText(), Miner::new);
      if (!event.path("accepted").asBoolean() && miner.hasAttemptExactlyAMinuteOld()) {
        continue;
      }
      var before = miner.open();

      var reply = miner.shake(event.path("session").asText());

      if (event.path("accepted").asBoolean()) {
        assertThat(reply).as("%s", event).isInstanceOf(Shaken.class);
        assertThat(Duration.between(now.get(), ((Shaken) reply).expiresAt()).toSeconds())
            .isEqualTo(event.path("expires_in").asLong());
        assertThat(miner.open())
            .as("%s", event)
            .isSubsetOf(Vectors.texts(event.path("live_sessions")))
            .hasSize(event.path("count_for_peer").asInt());
      } else {
        assertThat(reply).as("%s", event).isInstanceOf(ShakeRefused.class);
        assertThat(miner.open()).as("%s", event).isEqualTo(before);
      }
    }
  }

  /// As many handshakes and sessions as theirs, no more and no fewer.
  @Test
  void limits_areTheConstantsOfTheVector() {
    var miner = new Miner("C");
    int handshakes = CONSTANTS.path("HANDSHAKE_RATE_LIMIT").asInt();
    for (int i = 0; i < handshakes; i++) {
      assertThat(miner.shake("s" + i)).isInstanceOf(Shaken.class);
    }

    assertThat(miner.shake("more"))
        .isEqualTo(
            new ShakeRefused(
                "Handshake rate limit exceeded: %d in %ds".formatted(handshakes, STRETCH_SECONDS)));
    assertThat(miner.open()).hasSize(CONSTANTS.path("MAX_SESSIONS_PER_PEER").asInt());
  }

  /// One miner: its sessions at the validator, and what it knows of them, by the vector's names.
  private final class Miner {
    private final Hotkey own;
    private final ActorRef<MinerSession.Command> validator;
    private final Map<String, SecureSession> known = new LinkedHashMap<>();
    private final Map<Instant, ShakeReply> attempts = new HashMap<>();

    private Miner(String name) {
      own = new Hotkey("5" + name);
      var settings =
          new MinerSession.Settings(
              VALIDATOR,
              AttemptLimit.of(1_000, Duration.ofSeconds(1)),
              ValidatorMetrics.in(new SimpleMeterRegistry(), clock),
              clock,
              random);
      validator = kit.spawn(MinerSession.create(own, settings));
    }

    private boolean hasAttemptExactlyAMinuteOld() {
      return attempts.get(now.get().minusSeconds(STRETCH_SECONDS)) instanceof Shaken;
    }

    private ShakeReply shake(String name) {
      var key = EphemeralKey.draw(random);
      var nonce = Nonce16.draw(random);
      validator.tell(new MinerSession.Shake(key.publicKey(), nonce, shakes.getRef()));
      var reply = shakes.receiveMessage();
      attempts.put(now.get(), reply);
      if (reply instanceof Shaken(var serverKey, var id, var serverNonce, var expiresAt)) {
        var handshake =
            new Handshake(own, VALIDATOR, key.publicKey(), serverKey, nonce, serverNonce);
        known.put(
            name,
            SecureSession.begin(
                id,
                new SecureSession.Client(own, VALIDATOR),
                handshake.keysOfClient(key),
                expiresAt));
      }
      return reply;
    }

    /// Tries each session, the oldest first, so that the order of their use stays that of their
    /// age.
    private List<String> open() {
      List<String> open = new ArrayList<>();
      for (var entry : known.entrySet()) {
        var sealing = entry.getValue().seal(TYPE, HELLO).orElseThrow();
        entry.setValue(sealing.next());
        validator.tell(new MinerSession.Open(sealing.box(), TYPE, opens.getRef()));
        if (opens.receiveMessage() instanceof Opened) {
          open.add(entry.getKey());
        }
      }
      return open;
    }
  }
}
