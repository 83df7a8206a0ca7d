package io.byteleap.wire.validator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sealed packages as texts: the shape of each vector of `session.json`, and every bit of ours.
final class SealedPackageTest {
  private static final MessageType TYPE = SynapseType.HEARTBEAT.messageType();

  /// What the existing reader gets wrong or finds out later, once the package is read: the key, the
  /// tag, the label and the plaintext are not the text's business.
  private static final Set<String> READABLE =
      Set.of(
          "wrong expected sender",
          "wrong expected recipient",
          "wrong expected type",
          "type changed in package and expectation (AAD mismatch)",
          "sender changed in package and expectation (AAD mismatch)",
          "wrong key",
          "tag tampered",
          "ciphertext tampered",
          "ciphertext truncated to 15 bytes",
          "ciphertext empty",
          "seq changed",
          "session id changed",
          "base64 url-safe alphabet (skipped chars, so different bytes)",
          "base64 without padding",
          "plaintext that is not JSON");

  static Stream<JsonNode> packages() {
    return Vectors.cases("session", "decrypt");
  }

  @ParameterizedTest
  @MethodSource("packages")
  void text_isReadAsTheExistingNodesReadIt(JsonNode vector) {
    String name = vector.path("name").asText();
    boolean expected = vector.path("ok").asBoolean() || READABLE.contains(name);

    var decoded = SealedPackage.decode(vector.path("package_json").asText());

    assertThat(decoded instanceof Decoded.Read).as(name).isEqualTo(expected);
  }

  @Test
  void text_goesThereAndBack_upToTheLastNumber() {
    for (long sequence : new long[] {1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      var box =
          new SealedBox(
              new SessionId("Ünïcode-session|1"),
              sequence,
              "AAAA",
              new Hotkey("häuser-✓"),
              new Hotkey("验证者"),
              TYPE);

      assertThat(SealedPackage.decode(SealedPackage.toText(box)))
          .isEqualTo(new Decoded.Read<>(box));
    }
  }

  /// One bit of the text is another: it is not read, or not opened.
  @Test
  void text_withAnyBitFlipped_isRefused() {
    Seeds.check(
        20,
        random -> {
          var client = EphemeralKey.draw(random);
          var server = EphemeralKey.draw(random);
          var miner = new Hotkey("5Miner");
          var validator = new Hotkey("5Validator");
          var handshake =
              new Handshake(
                  miner,
                  validator,
                  client.publicKey(),
                  server.publicKey(),
                  Nonce16.draw(random),
                  Nonce16.draw(random));
          var id = new SessionId("11111111-2222-3333-4444-555555555555");
          var end = Samples.T0.plus(Duration.ofHours(1));
          var sender =
              SecureSession.begin(
                  id,
                  new SecureSession.Client(miner, validator),
                  handshake.keysOfClient(client),
                  end);
          var receiver =
              SecureSession.begin(
                  id,
                  new SecureSession.Server(validator, miner),
                  handshake.keysOfServer(server),
                  end);
          var plaintext = Bytes.ofText("x".repeat(random.nextInt(20)));
          var sealing = sender.seal(TYPE, plaintext).orElseThrow();
          byte[] text = SealedPackage.toText(sealing.box()).getBytes(StandardCharsets.UTF_8);

          assertThat(opening(receiver, text)).isEqualTo(new Opening.Plain(plaintext));
          for (int bit = 0; bit < Byte.SIZE * text.length; bit++) {
            byte[] changed = text.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(opening(receiver, changed))
                .as("bit %s: %s", bit, new String(changed, StandardCharsets.UTF_8))
                .isNotInstanceOf(Opening.Plain.class);
          }
        });
  }

  private static Opening opening(SecureSession session, byte[] text) {
    return switch (SealedPackage.decode(new String(text, StandardCharsets.UTF_8))) {
      case Decoded.Refused<SealedBox> _ -> new Opening.Refused(Opening.Why.BAD_TAG);
      case Decoded.Read<SealedBox>(var box) -> session.open(box, TYPE, Samples.T0).opening();
    };
  }
}
