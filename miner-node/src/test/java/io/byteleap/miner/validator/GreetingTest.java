package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.validator.SessionInit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What comes of validators' responses to our handshakes.
final class GreetingTest {
  private static final Instant NOW = Samples.T0.plusNanos(123_456_789);
  private static final SessionId SESSION = new SessionId("0f1e2d3c-0000-4000-8000-000000000001");

  @Test
  void signedResponse_comesToASession() {
    var greeting = greeting(HandshakePolicy.STRICT, Seeds.generator(1));

    assertThat(outcome(greeting, signed(greeting, Signers.ALICE, Seeds.generator(2)).toText()))
        .isInstanceOfSatisfying(
            Greeting.Shaken.class,
            shaken -> assertThat(shaken.proof()).isEqualTo(HandshakeProof.SIGNED));
  }

  @Test
  void responseWithOneBitFlipped_isRefused() {
    Seeds.check(
        200,
        random -> {
          var greeting = greeting(HandshakePolicy.STRICT, random);
          String text = signed(greeting, Signers.ALICE, random).toText();
          int place = random.nextInt(text.length());
          int bit = 1 << random.nextInt(5); // none that makes a letter another case of itself
          char changed = (char) (text.charAt(place) ^ bit);
          String other = text.substring(0, place) + changed + text.substring(place + 1);

          assertThat(outcome(greeting, other)).as(other).isInstanceOf(Greeting.Refused.class);
        });
  }

  /// Whoever stands between the two and answers with a key of its own cannot sign for it.
  @Test
  void responseOfSomebodyInBetween_isRefused_byEveryPolicy() {
    for (var policy : HandshakePolicy.values()) {
      var greeting = greeting(policy, Seeds.generator(3));
      var own = signed(greeting, Signers.of("in between"), Seeds.generator(4));
      var genuine = signed(greeting, Signers.ALICE, Seeds.generator(5));
      var swapped =
          new SessionInit.Response(
              own.validatorKey(),
              SESSION,
              genuine.serverNonce(),
              genuine.expiresAt(),
              genuine.proof());

      assertThat(outcome(greeting, own.toText())).isEqualTo(wrong());
      assertThat(outcome(greeting, swapped.toText())).isEqualTo(wrong());
    }
  }

  private static Greeting.Refused wrong() {
    return new Greeting.Refused(4018, "Handshake failed: hotkey_signature is wrong");
  }

  @Test
  void unsignedResponse_isTakenWherePolicyAllows() {
    var compat = greeting(HandshakePolicy.COMPAT, Seeds.generator(6));
    var strict = greeting(HandshakePolicy.STRICT, Seeds.generator(6));
    String unsigned = unsigned(Seeds.generator(7)).toText();

    assertThat(outcome(compat, unsigned))
        .isInstanceOfSatisfying(
            Greeting.Shaken.class,
            shaken -> assertThat(shaken.proof()).isEqualTo(HandshakeProof.UNSIGNED));
    assertThat(outcome(strict, unsigned))
        .isEqualTo(
            new Greeting.Refused(
                4018, "Handshake failed: it is not signed, and security.handshake is strict"));
  }

  private static Greeting greeting(HandshakePolicy policy, RandomGenerator random) {
    var handshakes = new Handshakes(Signers.BOB, policy, new SimpleMeterRegistry());
    return Greeting.draw(handshakes, Signers.ALICE.hotkey(), NOW, random);
  }

  private static Greeting.Outcome outcome(Greeting greeting, String response) {
    return greeting.outcome(new SynapseClient.Answered(response), NOW);
  }

  private static SessionInit.Response unsigned(RandomGenerator random) {
    return new SessionInit.Response(
        EphemeralKey.draw(random).publicKey(),
        SESSION,
        Nonce16.draw(random),
        NOW.plus(SecureSession.LIFE),
        new SessionInit.Unsigned());
  }

  private static SessionInit.Response signed(
      Greeting greeting, Signer signer, RandomGenerator random) {
    var plain = unsigned(random);
    var text =
        greeting
            .offer()
            .answered(plain.validatorKey(), plain.serverNonce())
            .signedText(plain.session(), plain.expiresAt());
    return new SessionInit.Response(
        plain.validatorKey(),
        plain.session(),
        plain.serverNonce(),
        plain.expiresAt(),
        new SessionInit.Signed(signer.sign(text)));
  }
}
