package io.byteleap.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.SecureSession.Client;
import io.byteleap.domain.session.SecureSession.Progress;
import io.byteleap.domain.session.SecureSession.Server;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.SealedPackage;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole packages of `session.json`: written as the existing nodes write them, and opened, or not,
/// from the text to the payload.
final class SealedVectorTest {
  private static final Json JSON = Json.upTo(1 << 20);
  private static final JsonMapper MAPPER = new JsonMapper();

  /// Refused though the existing nodes take them, and why.
  private static final Map<String, String> STRICTER =
      Map.of(
          "base64 with a line break inside is accepted",
          "one box has one text: base64 is strict",
          "base64 with foreign characters inside is accepted (they are skipped)",
          "one box has one text: base64 is strict");

  static Stream<JsonNode> encryptions() {
    return Vectors.cases("session", "encrypt");
  }

  static Stream<JsonNode> decryptions() {
    return Vectors.cases("session", "decrypt");
  }

  @Test
  void everyException_isACase() {
    assertThat(decryptions().map(SealedVectorTest::nameOf)).containsAll(STRICTER.keySet());
  }

  @ParameterizedTest
  @MethodSource("encryptions")
  void package_isWrittenAsInTheVector(JsonNode vector) throws IOException {
    var session = session(vector, vector.path("sender"), vector.path("recipient"));
    var type = new MessageType(vector.path("synapse_type").asText());
    long sequence = Long.parseUnsignedLong(vector.path("seq").asText());
    var plaintext = Bytes.copyOf(bytes(vector, "plaintext_utf8_hex"));

    var box = NumberedBox.seal(session, sequence, type, plaintext);

    assertThat(MAPPER.readTree(SealedPackage.toText(box)))
        .isEqualTo(MAPPER.readTree(vector.path("package_json").asText()));
  }

  @ParameterizedTest
  @MethodSource("decryptions")
  void package_isOpenedOrRefused_asInTheVector(JsonNode vector) {
    boolean expected = vector.path("ok").asBoolean() && !STRICTER.containsKey(nameOf(vector));

    var payload = opened(vector).flatMap(SealedVectorTest::payload);

    assertThat(payload.isPresent()).as(nameOf(vector)).isEqualTo(expected);
  }

  /// The three errors of the vector: a number above the last or below 0 cannot even be asked for,
  /// and half a character becomes a question mark, where theirs fails.
  @Test
  void whatTheExistingNodesCannotSeal_isNotSealedByOurs() {
    var errors = Vectors.cases("session", "encrypt_errors").toList();
    var any = encryptions().findFirst().orElseThrow();
    var begun = session(any, any.path("sender"), any.path("recipient"));
    var usedUp =
        new SecureSession(
            begun.id(),
            begun.self(),
            begun.keys(),
            begun.expiresAt(),
            new Progress(-1L, SequenceWindow.EMPTY));

    assertThat(errors).hasSize(3);
    assertThat(usedUp.seal(new MessageType("TASK_V1"), Bytes.ofText("{}"))).isEmpty();
    for (JsonNode error : errors) {
      if (error.has("seq")) {
        String number = error.path("seq").asText();
        assertThatThrownBy(() -> JSON.parse("{\"seq\":" + number + "}").unsigned("seq"))
            .isInstanceOf(JsonProblem.class);
      } else {
        assertThat(JSON.parse(error.path("payload_json").asText()).toSortedText())
            .isEqualTo("{\"a\": \"?\"}");
      }
    }
  }

  private static Optional<Bytes> opened(JsonNode vector) {
    if (!(SealedPackage.decode(vector.path("package_json").asText())
        instanceof Decoded.Read<SealedBox>(var box))) {
      return Optional.empty();
    }
    var session =
        receiver(
            vector,
            box.session(),
            vector.path("expected_sender"),
            vector.path("expected_recipient"));
    var type = new MessageType(vector.path("synapse_type").asText());
    return session.open(box, type, Samples.T0).opening() instanceof Opening.Plain(var plaintext)
        ? Optional.of(plaintext)
        : Optional.empty();
  }

  private static Optional<JsonObject> payload(Bytes plaintext) {
    return Decoded.of(() -> JSON.parse(plaintext.toArray()))
            instanceof Decoded.Read<JsonObject>(var json)
        ? Optional.of(json)
        : Optional.empty();
  }

  private static SecureSession session(JsonNode vector, JsonNode own, JsonNode peer) {
    var self = new Client(new Hotkey(own.asText()), new Hotkey(peer.asText()));
    return begin(vector, new SessionId(vector.path("session_id").asText()), self);
  }

  private static SecureSession receiver(
      JsonNode vector, SessionId id, JsonNode sender, JsonNode recipient) {
    return begin(
        vector, id, new Server(new Hotkey(recipient.asText()), new Hotkey(sender.asText())));
  }

  private static SecureSession begin(JsonNode vector, SessionId id, SecureSession.Party self) {
    var key = new SessionKey(new SecretKeySpec(bytes(vector, "key_hex"), "AES"));
    var end = Samples.T0.plus(Duration.ofHours(1));
    return SecureSession.begin(id, self, new SessionKeys(key, key), end);
  }

  private static byte[] bytes(JsonNode vector, String field) {
    return HexFormat.of().parseHex(vector.path(field).asText());
  }

  private static String nameOf(JsonNode vector) {
    return vector.path("name").asText();
  }
}
