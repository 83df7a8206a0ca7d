package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.HandshakeOffer;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
import io.byteleap.transport.SynapseClient;
import io.byteleap.transport.SynapseServer;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.PlainError;
import io.byteleap.wire.validator.SessionInit;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Which handshakes come to a session, over real HTTP, at a strict validator and at one that also
/// takes the network's existing software.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignedHandshakeTest {
  private static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final RandomGenerator random = Seeds.generator(31);
  private final InstantSource clock = InstantSource.system();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  private final Map<Hotkey, ActorRef<MinerSession.Command>> sessions = new ConcurrentHashMap<>();
  private int strict;
  private int compat;

  @BeforeAll
  void bind() {
    strict = bind(HandshakePolicy.STRICT);
    compat = bind(HandshakePolicy.COMPAT);
  }

  private int bind(HandshakePolicy policy) {
    ActorRef<ScoringEntity.Command> ledger = kit.spawn(Behaviors.ignore());
    ActorRef<ChallengeRound.Command> round = kit.spawn(Behaviors.ignore());
    ActorRef<TokenDeskActor.Command> tokens = kit.spawn(Behaviors.ignore());
    var journeys = new PeerHandler.Journeys(this::session, _ -> ledger, _ -> round, tokens);
    var rules = new PeerHandler.Handshakes(Signers.ALICE, policy, metrics);
    var handler = new PeerHandler(journeys, rules, kit.system(), clock);
    return new SynapseServer(kit.system(), Signers.ALICE, _ -> Optional.empty(), handler, clock)
        .bind("127.0.0.1", 0)
        .thenApply(ServerBinding::localAddress)
        .toCompletableFuture()
        .join()
        .getPort();
  }

  private ActorRef<MinerSession.Command> session(Hotkey miner) {
    return sessions.computeIfAbsent(
        miner,
        hotkey ->
            kit.spawn(
                MinerSession.create(
                    hotkey,
                    new MinerSession.Settings(
                        VALIDATOR,
                        AttemptLimit.of(20, Duration.ofSeconds(30)),
                        metrics,
                        clock,
                        random))));
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  /// The miner checks the validator's signature too.
  @Test
  void signedHandshake_comesToASession_provenBothWays() {
    var signer = Signers.of("proper");

    new TestMiner(
            signer,
            VALIDATOR,
            (type, request) -> carried(strict, signer, type, request),
            clock,
            random)
        .session();

    assertThat(metrics.handshakes()).containsEntry(signer.hotkey(), HandshakeProof.SIGNED);
  }

  @Test
  void handshakeWithOneBitFlipped_isRefused() {
    var signer = Signers.of("flipped");
    Seeds.check(
        150,
        seeded -> {
          String request = request(signer, seeded);
          String changed = flipped(request, seeded);

          assertThat(shake(strict, signer, changed)).as(changed).isInstanceOf(PlainError.class);
        });
    assertThat(metrics.handshakes()).doesNotContainKey(signer.hotkey());
  }

  @Test
  void handshakeThatAnotherSigned_isRefused_alsoWhereUnsignedOnesAreTaken() {
    var signer = Signers.of("victim");
    String foreign = request(Signers.of("thief"), random);

    assertThat(shake(strict, signer, foreign)).isEqualTo(wrong());
    assertThat(shake(compat, signer, foreign)).isEqualTo(wrong());
  }

  private static PlainError wrong() {
    return new PlainError("Handshake failed: hotkey_signature is wrong", 4018);
  }

  @Test
  void unsignedHandshake_isTakenWherePolicyAllows_andCounted() {
    var signer = Signers.of("old software");
    var unsigned =
        new SessionInit.Request(
                EphemeralKey.draw(random).publicKey(),
                Nonce16.draw(random),
                clock.instant(),
                new SessionInit.Unsigned())
            .toText();

    assertThat(shake(strict, signer, unsigned))
        .isEqualTo(
            new PlainError(
                "Handshake failed: it is not signed, and security.handshake is strict", 4018));
    assertThat(shake(compat, signer, unsigned)).isInstanceOf(SessionInit.Response.class);
    assertThat(metrics.handshakes()).containsEntry(signer.hotkey(), HandshakeProof.UNSIGNED);
    assertThat(registry.get("byteleap.handshakes").tag("proof", "unsigned").counter().count())
        .isEqualTo(1);
    metrics.keepHandshakesOf(Set.of());
    assertThat(metrics.handshakes()).isEmpty();
  }

  private String request(Signer signer, RandomGenerator chance) {
    var offer =
        new HandshakeOffer(
            signer.hotkey(),
            VALIDATOR,
            EphemeralKey.draw(chance).publicKey(),
            Nonce16.draw(chance),
            clock.instant());
    return new SessionInit.Request(
            offer.clientKey(),
            offer.clientNonce(),
            offer.createdAt(),
            new SessionInit.Signed(signer.sign(offer.signedText())))
        .toText();
  }

  /// A neighbour by one bit. Both cases of a hex digit spell the same signature, so they are left
  /// out.
  private static String flipped(String text, RandomGenerator chance) {
    while (true) {
      int place = chance.nextInt(text.length());
      int bit = 1 << chance.nextInt(7);
      if (bit != 0x20) {
        char changed = (char) (text.charAt(place) ^ bit);
        return text.substring(0, place) + changed + text.substring(place + 1);
      }
    }
  }

  /// What the validator says: a response, or why there is none.
  private Object shake(int port, Signer signer, String request) {
    return switch (SessionInit.decodeAnswer(
        carried(port, signer, SynapseType.SESSION_INIT, request))) {
      case Decoded.Read<SessionInit.Answer>(SessionInit.Rejected(var error)) -> error;
      case Decoded.Read<SessionInit.Answer>(var answer) -> answer;
      case Decoded.Refused<SessionInit.Answer>(var why) -> throw new AssertionError(why.value());
    };
  }

  private String carried(int port, Signer signer, SynapseType type, String request) {
    var client = new SynapseClient(kit.system(), signer, "127.0.0.1", clock);
    var target = new SynapseClient.Target(new Endpoint("127.0.0.1", port), VALIDATOR);
    var result = client.call(target, type, request, PATIENCE).toCompletableFuture().join();
    return ((SynapseClient.Answered) result).response();
  }
}
