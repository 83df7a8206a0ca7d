package io.byteleap.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Vectors;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Key derivation and encryption vectors of `session.json`, and the existing receiver's verdicts on
/// sequence numbers in `replay_window.json`.
final class SessionVectorTest {
  /// Without the one of a nameless party, which ours cannot have: see below.
  static Stream<JsonNode> handshakes() {
    return Vectors.cases("session", "handshakes")
        .filter(vector -> !vector.path("client_hotkey").asText().isEmpty());
  }

  static Stream<JsonNode> encryptions() {
    return Vectors.cases("session", "encrypt");
  }

  static Stream<JsonNode> windows() {
    return Vectors.cases("replay_window", "cases");
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void handshake_givesBothSidesTheKeysOfTheVector(JsonNode vector) {
    var client = EphemeralKey.of(bytes(vector, "client_private_hex"));
    var server = EphemeralKey.of(bytes(vector, "server_private_hex"));
    var handshake =
        new Handshake(
            new Hotkey(vector.path("client_hotkey").asText()),
            new Hotkey(vector.path("server_hotkey").asText()),
            client.publicKey(),
            server.publicKey(),
            nonce(vector, "client_nonce_hex"),
            nonce(vector, "server_nonce_hex"));

    assertThat(client.publicKey().base64()).isEqualTo(vector.path("client_public_b64").asText());
    assertThat(server.publicKey().base64()).isEqualTo(vector.path("server_public_b64").asText());
    for (SessionKeys keys :
        new SessionKeys[] {handshake.keysOfClient(client), handshake.keysOfServer(server)}) {
      assertThat(hex(keys.clientToServer())).isEqualTo(vector.path("k_cs_hex").asText());
      assertThat(hex(keys.serverToClient())).isEqualTo(vector.path("k_sc_hex").asText());
    }
  }

  @Test
  void namelessParty_isNone() {
    var nameless =
        Vectors.cases("session", "handshakes")
            .filter(vector -> vector.path("client_hotkey").asText().isEmpty());

    assertThat(nameless.map(vector -> vector.path("name").asText()))
        .containsExactly("empty client hotkey");
    assertThatIllegalArgumentException().isThrownBy(() -> new Hotkey(""));
  }

  @Test
  void constants_areOurs() {
    var constants = Vectors.load("session").path("constants");

    assertThat(SecureSession.LIFE)
        .isEqualTo(Duration.ofSeconds(constants.path("SESSION_TTL_SECONDS").asLong()));
    assertThat(SecureSession.NEAR_EXPIRY)
        .isEqualTo(Duration.ofSeconds(constants.path("NEAR_EXPIRY_THRESHOLD_SECONDS").asLong()));
    assertThat(SequenceWindow.SIZE).isEqualTo(constants.path("REPLAY_WINDOW_SIZE").asInt());
  }

  @Test
  void handshake_withAKeyOfSmallOrder_isRefused() {
    var zero = new PublicKey32(Base64.getEncoder().encodeToString(new byte[32]));
    var own = EphemeralKey.of(HexFormat.of().parseHex("11".repeat(32)));

    assertThatIllegalArgumentException().isThrownBy(() -> own.agreeWith(zero));
  }

  @Test
  void publicKeyAndNonce_ofAnotherLength_areRefused() {
    String short31 = Base64.getEncoder().encodeToString(new byte[31]);

    assertThatIllegalArgumentException().isThrownBy(() -> new PublicKey32(short31));
    assertThatIllegalArgumentException().isThrownBy(() -> new PublicKey32("###"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Nonce16(short31));
  }

  @ParameterizedTest
  @MethodSource("encryptions")
  void box_isTheOneOfTheVector_andOpensAgain(JsonNode vector) {
    var key = new SessionKey(new SecretKeySpec(bytes(vector, "key_hex"), "AES"));
    var address =
        new SealedBox.Address(
            new SessionId(vector.path("session_id").asText()),
            Long.parseUnsignedLong(vector.path("seq").asText()),
            new Hotkey(vector.path("sender").asText()),
            new Hotkey(vector.path("recipient").asText()),
            new MessageType(vector.path("synapse_type").asText()));
    var plaintext = Bytes.copyOf(bytes(vector, "plaintext_utf8_hex"));

    var box = address.seal(key, plaintext);

    assertThat(box.ciphertext()).isEqualTo(ciphertextOf(vector));
    assertThat(address.open(key, box.ciphertext())).isEqualTo(new Opening.Plain(plaintext));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void window_agreesWithTheExistingOne_exceptOnZeroAndOnNumbersTakenTwice(JsonNode vector) {
    var window = SequenceWindow.ofSize(sizeOf(vector));
    var sequences = Vectors.texts(vector.path("seqs"));
    var taken = new HashSet<String>();
    for (int i = 0; i < sequences.size(); i++) {
      String sequence = sequences.get(i);
      boolean theirs = vector.path("accepted").get(i).asBoolean();
      boolean expected = theirs && !sequence.equals("0") && !taken.contains(sequence);

      // a number below 0 is none for us, and refused by them
      var next =
          sequence.startsWith("-")
              ? Optional.<SequenceWindow>empty()
              : window.taking(Long.parseUnsignedLong(sequence));

      assertThat(next.isPresent())
          .as("%s: number %s", vector.path("name").asText(), sequence)
          .isEqualTo(expected);
      next.ifPresent(_ -> taken.add(sequence));
      window = next.orElse(window);
      assertThat(Long.toUnsignedString(window.top()))
          .isEqualTo(vector.path("recv_seq_after").get(i).asText());
    }
  }

  /// What the test above lets pass: these and no others.
  @Test
  void existingWindow_takesANumberTwice_inTheseCasesOnly() {
    var twice =
        windows()
            .filter(
                vector -> {
                  var sequences = Vectors.texts(vector.path("seqs"));
                  var accepted =
                      IntStream.range(0, sequences.size())
                          .filter(i -> vector.path("accepted").get(i).asBoolean())
                          .mapToObj(sequences::get)
                          .toList();
                  return new HashSet<>(accepted).size() < accepted.size();
                })
            .map(vector -> vector.path("name").asText());

    assertThat(twice)
        .containsExactlyInAnyOrder(
            "eviction is by arrival order: replay of the highest seq is accepted again",
            "eviction by arrival order, longer",
            "window fills with old ones, replays accepted");
  }

  /// The largest number is the vectors' own.
  @Test
  void numbers_endAtTheLargestOfTheVector() {
    String largest = Vectors.load("replay_window").path("max_seq").asText();
    var window = SequenceWindow.at(Long.parseUnsignedLong(largest) - 1);

    assertThat(Long.toUnsignedString(window.taking(-1L).orElseThrow().top())).isEqualTo(largest);
  }

  private static int sizeOf(JsonNode vector) {
    int size = vector.path("window_size").asInt(0);
    return size == 0 ? SequenceWindow.SIZE : size;
  }

  @Test
  void peerKeysOfTheVector_thatCannotBeAgreedWith_areRefused() {
    var own = EphemeralKey.of(HexFormat.of().parseHex("11".repeat(32)));

    assertThat(Vectors.cases("session", "handshake_errors"))
        .allSatisfy(
            vector ->
                assertThatIllegalArgumentException()
                    .isThrownBy(
                        () ->
                            own.agreeWith(
                                new PublicKey32(vector.path("peer_public_b64").asText()))));
  }

  private static String ciphertextOf(JsonNode vector) {
    String text = vector.path("package_json").asText();
    int from = text.indexOf("\"ciphertext\": \"") + "\"ciphertext\": \"".length();
    return text.substring(from, text.indexOf('"', from));
  }

  private static Nonce16 nonce(JsonNode vector, String field) {
    return new Nonce16(Base64.getEncoder().encodeToString(bytes(vector, field)));
  }

  private static byte[] bytes(JsonNode vector, String field) {
    return HexFormat.of().parseHex(vector.path(field).asText());
  }

  private static String hex(SessionKey key) {
    return HexFormat.of().formatHex(key.key().getEncoded());
  }
}
