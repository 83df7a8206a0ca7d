package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.NumberedBox;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the network's existing validator answers to good and bad requests
/// (`validator_requests.json`, `communication`): one miner's conversation, case after case. Codes
/// decide what a miner does next, so they are the same; so are the texts, but for those in which
/// another language's libraries speak.
final class PeerVectorTest {
  private static final JsonNode FILE = Vectors.load("validator_requests");
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Hotkey MINER = hotkey("miner_hotkey");
  private static final Hotkey VALIDATOR = hotkey("validator_hotkey");
  private static final Hotkey OTHER =
      new Hotkey("5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy");

  /// How far above the highest number taken the next may be.
  private static final long JUMP_MAX = 2_048;

  private static final int REQUESTS_MAX = 60;
  private static final String POLL =
      "{\"hotkey\": \"" + MINER + "\", \"request_type\": \"challenge\", \"timestamp\": 1.0}";
  private static final String HEARTBEAT_OF_OTHER =
      "{\"hotkey\": \""
          + OTHER
          + "\", \"timestamp\": 1.0, \"workers\": [{\"worker_id\": \"w9\","
          + " \"capabilities\": [\"cpu_matrix\"]}]}";
  private static final String COMMITMENT =
      "{\"challenge_id\": \"nope\", \"worker_id\": \"w1\", \"commitments\": [{\"uuid\": \"-1\","
          + " \"merkle_root\": \""
          + "a".repeat(64)
          + "\"}]}";

  /// Refused with the code of the vector, in words of our own.
  private static final Set<String> OWN_WORDS =
      Set.of(
          "session init: not JSON",
          "session init: short key",
          "session init: all-zero key",
          "request is not JSON",
          "request is a JSON array",
          "request without session_id",
          "package of type TASK_V1 on the heartbeat synapse",
          "tampered ciphertext",
          "decrypts but fails the model (missing field)",
          "version v2");

  /// What ours answers instead: the code (0: an encrypted answer), and why.
  private record Instead(int code, String why) {}

  private static final Map<String, Instead> OTHERWISE =
      Map.of(
          "seq 0 works (never used)",
          new Instead(4020, "numbers begin at 1 (D-22)"),
          "package sent under another dendrite hotkey",
          new Instead(4012, "a session is looked for among the caller's own"),
          "decrypts to a list",
          new Instead(4015, "a payload that cannot be read, whatever its shape (D-27)"),
          "no processor registered",
          new Instead(0, "every kind of request has one"));

  private record Heard(int code, String text, long sequence, JsonNode data) {}

  private final RandomGenerator random = Seeds.generator(24);
  private final DoorOfVectors door =
      new DoorOfVectors(VALIDATOR, AttemptLimit.of(REQUESTS_MAX, Duration.ofSeconds(30)));
  private SecureSession session = session();
  private long sent;
  private SealedBox lastBox = box(SynapseType.TASK, POLL);

  @AfterEach
  void stop() {
    door.kit().shutdownTestKit();
  }

  @Test
  void everyException_isACase() {
    var names = Vectors.cases("validator_requests", "communication").map(PeerVectorTest::nameOf);

    assertThat(names.toList())
        .doesNotHaveDuplicates()
        .containsAll(OWN_WORDS)
        .containsAll(OTHERWISE.keySet());
  }

  @Test
  void conversation_goesAsInTheVectors() {
    sent = 0;
    int unanswered = 0;
    for (JsonNode vector : FILE.path("communication")) {
      var heard = heard(vector);

      var otherwise = Optional.ofNullable(OTHERWISE.get(nameOf(vector)));
      if (otherwise.isPresent()) {
        assertThat(heard.code())
            .as("%s: %s", nameOf(vector), heard)
            .isEqualTo(otherwise.get().code());
        unanswered += vector.path("response").path("encrypted").asBoolean() ? 1 : 0;
      } else if (vector.path("response").path("encrypted").asBoolean()) {
        assertAnswered(vector, heard, unanswered);
      } else {
        assertPlain(vector, heard);
      }
    }
  }

  /// Each answer has the next number; one that ours did not give took none.
  private static void assertAnswered(JsonNode vector, Heard heard, int unanswered) {
    var data = (ObjectNode) heard.data().deepCopy();
    assertThat(Instant.ofEpochSecond(data.path("timestamp").asLong()))
        .as(nameOf(vector))
        .isAfterOrEqualTo(Samples.T0.minusSeconds(1));
    data.put("timestamp", "<now>");

    assertThat(heard.code()).as("%s: %s", nameOf(vector), heard).isZero();
    assertThat(data).as(nameOf(vector)).isEqualTo(vector.path("response").path("data"));
    assertThat(heard.sequence())
        .as(nameOf(vector))
        .isEqualTo(vector.path("response").path("seq").asLong() - unanswered);
  }

  private void assertPlain(JsonNode vector, Heard heard) {
    var expected = vector.path("response");
    if (expected.has("data_keys")) {
      assertThat(heard.data().properties().stream().map(Map.Entry::getKey))
          .containsExactlyInAnyOrderElementsOf(Vectors.texts(expected.path("data_keys")));
      return;
    }
    assertThat(heard.code())
        .as("%s: %s", nameOf(vector), heard)
        .isEqualTo(expected.path("data").path("error_code").asInt());
    if (OWN_WORDS.contains(nameOf(vector))) {
      assertThat(heard.text()).as(nameOf(vector)).isNotBlank();
    } else {
      String theirs = expected.path("data").path("error").asText();
      assertThat(withoutId(heard.text())).as(nameOf(vector)).isEqualTo(withoutId(theirs));
    }
  }

  private static String withoutId(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>");
  }

  private Heard heard(JsonNode vector) {
    String name = nameOf(vector);
    if (name.startsWith("session init: good")) {
      return plain(door.ask(MINER, SynapseType.SESSION_INIT, goodInit()));
    }
    if (name.startsWith("session init")) {
      return plain(door.ask(MINER, SynapseType.SESSION_INIT, vector.path("request").asText("")));
    }
    return switch (name) {
      case "heartbeat" -> says(SynapseType.HEARTBEAT, vector.path("request_plaintext").toString());
      case "heartbeat claiming another hotkey is taken under the caller's hotkey" -> heardOfClaim();
      case "no processor registered" -> says(SynapseType.CHALLENGE, COMMITMENT);
      case "decrypts but fails the model (missing field)" ->
          says(SynapseType.TASK, "{\"hotkey\": \"" + MINER + "\"}");
      case "decrypts to a list" -> says(SynapseType.TASK, "[1]");
      case "task request, nothing to do" ->
          says(SynapseType.TASK, vector.path("request_plaintext").toString());
      case String other -> heardOfText(other);
    };
  }

  /// Cases in which the request itself is odd, or the time.
  private Heard heardOfText(String name) {
    return switch (name) {
      case "replay of the same package" -> {
        assertThat(says(SynapseType.TASK, POLL).code()).isZero();
        yield sends(SynapseType.TASK, SealedPackage.toText(lastBox));
      }
      case "seq 0 works (never used)" -> numbered(0);
      case "seq too far ahead" -> numbered(sent + JUMP_MAX + 1);
      case "seq at the jump limit" -> numbered(sent += JUMP_MAX);
      case "empty request" -> sends(SynapseType.TASK, "");
      case "request is not JSON" -> sends(SynapseType.TASK, "xx");
      case "request is a JSON array" -> sends(SynapseType.TASK, "[1]");
      case "request without session_id" -> sends(SynapseType.TASK, without("session_id"));
      case "unknown session" ->
          sends(SynapseType.TASK, with("session_id", "00000000-0000-0000-0000-000000000000"));
      case "package sent under another dendrite hotkey" ->
          plain(door.ask(OTHER, SynapseType.TASK, with("ver", "v1")));
      case "package of type TASK_V1 on the heartbeat synapse" ->
          sends(SynapseType.HEARTBEAT, with("ver", "v1"));
      case "tampered ciphertext" -> sends(SynapseType.TASK, with("ciphertext", "A".repeat(64)));
      case "version v2" -> sends(SynapseType.TASK, with("ver", "v2"));
      case "expired session" -> {
        door.pass(SecureSession.LIFE);
        yield sends(SynapseType.TASK, with("ver", "v1"));
      }
      case "expired session, second try (now unknown)" ->
          sends(SynapseType.TASK, with("ver", "v1"));
      case String other -> heardOfTooMany(other);
    };
  }

  private Heard heardOfTooMany(String name) {
    assertThat(name).isEqualTo("rate limit (60 per 30 s configured)");
    door.pass(Duration.ofMinutes(1));
    session = session();
    sent = 0;
    for (int i = 0; i < REQUESTS_MAX; i++) {
      assertThat(says(SynapseType.TASK, POLL).code()).isZero();
    }
    return says(SynapseType.TASK, POLL);
  }

  private Heard heardOfClaim() {
    var heard = says(SynapseType.HEARTBEAT, HEARTBEAT_OF_OTHER);
    assertThat(idle(MINER)).containsExactly("w9");
    assertThat(idle(OTHER)).isEmpty();
    return heard;
  }

  private String goodInit() {
    return MAPPER
        .createObjectNode()
        .put("miner_eph_pub32", EphemeralKey.draw(random).publicKey().base64())
        .put("client_nonce16", Nonce16.draw(random).base64())
        .toString();
  }

  private Heard says(SynapseType type, String plaintext) {
    sent++;
    lastBox = box(type, plaintext);
    return sends(type, SealedPackage.toText(lastBox));
  }

  private Heard numbered(long sequence) {
    var box =
        NumberedBox.seal(session, sequence, SynapseType.TASK.messageType(), Bytes.ofText(POLL));
    return sends(SynapseType.TASK, SealedPackage.toText(box));
  }

  /// The text of a box under the next number, in which one field is another.
  private String with(String field, String value) {
    return nextText().put(field, value).toString();
  }

  private String without(String field) {
    return nextText().without(field).toString();
  }

  private ObjectNode nextText() {
    sent++;
    return (ObjectNode) json(SealedPackage.toText(box(SynapseType.TASK, POLL)));
  }

  private SealedBox box(SynapseType type, String plaintext) {
    return NumberedBox.seal(session, sent, type.messageType(), Bytes.ofText(plaintext));
  }

  private Heard sends(SynapseType type, String request) {
    String reply = door.ask(MINER, type, request);
    return json(reply).has("ciphertext") ? opened(type, reply) : plain(reply);
  }

  private Heard opened(SynapseType type, String reply) {
    var box = ((Decoded.Read<SealedBox>) SealedPackage.decode(reply)).value();
    var opened = session.open(box, type.messageType(), door.clock().instant());
    session = opened.next();
    var plaintext = ((Opening.Plain) opened.opening()).plaintext();
    var data = json(new String(plaintext.toArray(), StandardCharsets.UTF_8));
    return new Heard(0, "", box.sequence(), data);
  }

  private static Heard plain(String reply) {
    var data = json(reply);
    return new Heard(data.path("error_code").asInt(0), data.path("error").asText(""), 0, data);
  }

  private SecureSession session() {
    var key = EphemeralKey.draw(random);
    var nonce = Nonce16.draw(random);
    var request =
        MAPPER
            .createObjectNode()
            .put("miner_eph_pub32", key.publicKey().base64())
            .put("client_nonce16", nonce.base64());
    var reply = json(door.ask(MINER, SynapseType.SESSION_INIT, request.toString()));
    var handshake =
        new Handshake(
            MINER,
            VALIDATOR,
            key.publicKey(),
            new PublicKey32(reply.path("validator_eph_pub32").asText()),
            nonce,
            new Nonce16(reply.path("server_nonce16").asText()));
    return SecureSession.begin(
        new SessionId(reply.path("session_id").asText()),
        new SecureSession.Client(MINER, VALIDATOR),
        handshake.keysOfClient(key),
        door.clock().instant().plus(Duration.ofDays(1)));
  }

  private List<String> idle(Hotkey miner) {
    var probe = door.kit().<ScoringEntity.Idle>createTestProbe();
    door.ledgers().of(miner).tell(new ScoringEntity.GetIdle("cpu_matrix", probe.getRef()));
    return probe.receiveMessage().workers().stream()
        .map(Candidate::worker)
        .map(WorkerId::value)
        .toList();
  }

  private static Hotkey hotkey(String field) {
    return new Hotkey(FILE.path(field).asText());
  }

  private static String nameOf(JsonNode vector) {
    return vector.path("name").asText();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
