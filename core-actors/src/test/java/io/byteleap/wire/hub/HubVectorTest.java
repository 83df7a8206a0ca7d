package io.byteleap.wire.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubFrame.HubError.Meaning;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.RefusedConfigUpdate;
import io.byteleap.wire.hub.HubMessage.RefusedPart;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubReport.Ack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the existing validator and a hub say to each other (`meshhub.json`), against our codecs.
final class HubVectorTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNode FILE = Vectors.load("meshhub");
  private static final String TO_HUB = "client->hub ";
  private static final String FROM_HUB = "hub->client ";

  static Stream<JsonNode> frames() {
    return Stream.of(
            Vectors.cases("meshhub", "handshake_captured").map(vector -> vector.path("message")),
            Vectors.cases("meshhub", "fixed_handshake_messages"),
            Vectors.cases("meshhub", "encrypted").map(vector -> vector.path("message")),
            FILE.path("outer_examples").properties().stream().map(entry -> entry.getValue()),
            Stream.of(FILE.path("error_message_example")))
        .flatMap(frames -> frames);
  }

  static Stream<JsonNode> encrypted() {
    return Vectors.cases("meshhub", "encrypted");
  }

  record Report(MessageType type, JsonNode plaintext) {}

  /// Captured reports, without the marks where their lists were cut.
  static Stream<Report> reports() {
    return FILE.path("plaintext_examples").properties().stream()
        .filter(entry -> entry.getKey().startsWith(TO_HUB))
        .flatMap(
            entry ->
                StreamSupport.stream(entry.getValue().spliterator(), false)
                    .map(
                        plaintext ->
                            new Report(
                                new MessageType(entry.getKey().substring(TO_HUB.length())),
                                withoutMarks(plaintext.deepCopy()))));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frame_isRead_andWrittenTheSame(JsonNode vector) {
    var frame = read(HubFrameCodec.decode(vector.toString()));

    String text =
        HubFrameCodec.encode(frame, Instant.ofEpochMilli(vector.path("timestamp").asLong()));

    assertThat(json(text)).isEqualTo(vector);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void report_isRead_andWrittenTheSame(Report vector) {
    var plaintext = Bytes.ofText(vector.plaintext().toString());
    var report = read(HubReportCodec.decode(vector.type(), plaintext));

    assertThat(HubReportCodec.typeOf(report).messageType()).isEqualTo(vector.type());
    assertThat(json(text(HubReportCodec.encode(report)))).isEqualTo(vector.plaintext());
  }

  /// Fixed keys, nonces and numbers: every byte is the existing validator's.
  @Test
  void session_sealsEveryReport_asTheExistingValidatorDoes() {
    var session = FixedSession.ofValidator();
    for (JsonNode vector : encrypted().filter(HubVectorTest::isFromValidator).toList()) {
      var type = new MessageType(vector.at("/message/type").asText());
      var plaintext = Bytes.ofText(vector.path("plaintext_utf8").asText());
      var report = read(HubReportCodec.decode(type, plaintext));

      var sealing = session.seal(report).orElseThrow();
      var at = Instant.ofEpochMilli(vector.at("/message/timestamp").asLong());

      assertThat(HubReportCodec.encode(report)).isEqualTo(plaintext);
      assertThat(json(HubFrameCodec.encode(sealing.frame(), at))).isEqualTo(vector.path("message"));
      session = sealing.next();
    }
  }

  @Test
  void session_opensEveryMessage_ofTheExistingHub() {
    var session = FixedSession.ofValidator();
    var hub = FixedSession.ofHub();
    for (JsonNode vector : encrypted().filter(vector -> !isFromValidator(vector)).toList()) {
      var frame = (Encrypted) read(HubFrameCodec.decode(vector.path("message").toString()));

      var opened = session.open(frame, Samples.T0);
      var message = (HubMessage.Understood) read(opened.message());
      var sealed =
          hub.seal(HubMessageCodec.typeOf(message).messageType(), HubMessageCodec.encode(message))
              .orElseThrow();

      assertThat(text(HubMessageCodec.encode(message)))
          .isEqualTo(vector.path("plaintext_utf8").asText());
      assertThat(sealed.box()).isEqualTo(frame.box());
      session = opened.next();
      hub = sealed.next();
    }
  }

  @Test
  void leasePublish_isReadItemByItem() {
    var message = message(HubType.LEASE_PUBLISH, 0);

    assertThat(message)
        .isEqualTo(
            new LeasePublish(
                Coverage.DELTA,
                List.of(
                    lease("5MinerA:0123456789abcdef", 750_000),
                    lease("5MinerA:ffffffffffffffff", 500_000)),
                List.of(
                    refused("workerScores[1]", "workerKey: must be <hotkey>:<worker id>"),
                    refused("workerScores[3]", "workerScores[3].score: must be a finite number"))));
  }

  /// The acknowledgements that the existing validator sends for the captured messages, in order.
  @Test
  void messages_areAcknowledged_asTheExistingValidatorDoes() {
    var captured = FILE.path("plaintext_examples").path(TO_HUB + "MESH_ACK_V1");
    var update = message(HubType.CONFIG_UPDATE, 0);
    var foreign = message(HubType.CONFIG_UPDATE, 1);
    var task = message(HubType.TASK_PUBLISH, 0);

    assertThat(update)
        .isEqualTo(
            new ConfigUpdate(List.of(new PolicySetting.Count(PolicyKey.CHALLENGE_INTERVAL, 300))));
    assertThat(task)
        .isEqualTo(
            new TaskPublish(
                new HubTask(
                    "task-77",
                    "vm_creation",
                    new HubTask.OneWorker(WorkerKey.parse("5MinerA:0123456789abcdef")),
                    ((TaskPublish) task).task().payload(),
                    3,
                    Duration.ofMinutes(1))));
    assertThat(
            Stream.of(
                    Ack.accepted(new MessageId("m-cfg"), HubType.CONFIG_UPDATE),
                    Ack.failed(new MessageId("m-cfg-bad"), (RefusedConfigUpdate) foreign),
                    Ack.accepted(new MessageId("m-task"), HubType.TASK_PUBLISH))
                .map(ack -> json(text(HubReportCodec.encode(ack)))))
        .containsExactlyElementsOf(captured);
  }

  @Test
  void messageOfUnknownKind_isRefusedByName() {
    var plaintext = example("MESH_SOMETHING_NEW_V1", 0).path("data");

    assertThat(
            HubMessageCodec.decode(
                new MessageType("MESH_SOMETHING_NEW_V1"), Bytes.ofText(plaintext.toString())))
        .isEqualTo(new Decoded.Refused<>(Label.of("type: unknown: MESH_SOMETHING_NEW_V1")));
  }

  @Test
  void errorCodes_meanWhatTheListSays() {
    assertThat(FILE.path("error_codes").properties()).hasSize(3);
    assertThat(new HubError(4001, Label.NONE).meaning()).isEqualTo(Meaning.AUTHENTICATION_REFUSED);
    for (int code : new int[] {4002, 4011, 4020}) {
      assertThat(new HubError(code, Label.NONE).meaning()).isEqualTo(Meaning.SESSION_LOST);
    }
    for (int code : new int[] {0, -1, 4000, 5000}) {
      assertThat(new HubError(code, Label.NONE).meaning()).isEqualTo(Meaning.WARNING);
    }
  }

  private static HubMessage message(HubType type, int index) {
    var plaintext = example(type.toString(), index).path("data").toString();
    return read(HubMessageCodec.decode(type.messageType(), Bytes.ofText(plaintext)));
  }

  private static JsonNode example(String type, int index) {
    var example = FILE.path("plaintext_examples").path(FROM_HUB + type).path(index);
    assertThat(example.isObject()).as("%s %d", type, index).isTrue();
    return example;
  }

  private static PublishedLease lease(String key, int millionths) {
    return new PublishedLease(WorkerKey.parse(key), new LeaseScore(millionths));
  }

  private static RefusedPart refused(String where, String why) {
    return new RefusedPart(Label.of(where), Label.of(why));
  }

  private static boolean isFromValidator(JsonNode vector) {
    return vector.path("key_hex").asText().equals(FILE.at("/fixed_session/k_cs_hex").asText());
  }

  private static JsonNode withoutMarks(JsonNode node) {
    if (node instanceof ArrayNode array) {
      List<JsonNode> kept = new ArrayList<>();
      array.forEach(
          item -> {
            if (!item.asText().startsWith("... ")) {
              kept.add(item);
            }
          });
      array.removeAll().addAll(kept);
    }
    node.forEach(HubVectorTest::withoutMarks);
    return node;
  }

  private static <T> T read(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Read.class);
    return ((Decoded.Read<T>) decoded).value();
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
