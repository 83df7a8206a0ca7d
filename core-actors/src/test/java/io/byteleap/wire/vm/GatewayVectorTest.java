package io.byteleap.wire.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.DeviceFrame.Hello;
import io.byteleap.wire.vm.DeviceFrame.VmAnswer;
import io.byteleap.wire.vm.GatewayFrame.Ready;
import io.byteleap.wire.vm.GatewayFrame.UnfitVmOrder;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOutcome.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the existing worker and a gateway say to each other (`vmgw.json`), against our codecs.
final class GatewayVectorTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNode FILE = Vectors.load("vmgw");
  private static final WorkerId OWN = new WorkerId("feaac3f6f6901379");

  /// Where ours answers other than the existing worker, by the case's place in the list, and why.
  private static final Map<Integer, String> OTHER_ANSWER =
      Map.of(
          1, "an order without image and size ends at the door, not at the directory",
          8, "a purpose that is none is named by its field",
          10, "a missing key is named by its field",
          18, "an order without task_id is answered",
          19, "an order of unknown kind is answered",
          20, "an order without parameters is answered");

  record Message(String type, JsonNode frame) {}

  static Stream<Message> messages(String direction) {
    return FILE.path("messages").properties().stream()
        .filter(entry -> entry.getValue().path("direction").asText().equals(direction))
        .flatMap(
            entry ->
                Stream.iterate(0, i -> i + 1)
                    .limit(entry.getValue().path("examples").size())
                    .map(i -> entry.getValue().path("examples").path(i))
                    .map(frame -> new Message(entry.getKey(), frame)));
  }

  static Stream<Message> fromGateway() {
    return messages("gateway->worker");
  }

  static Stream<Message> fromWorker() {
    return messages("worker->gateway");
  }

  static Stream<JsonNode> operations() {
    return Vectors.cases("vmgw", "vm_operations");
  }

  @ParameterizedTest
  @MethodSource("fromGateway")
  void gatewaysFrame_isRead_andWrittenTheSame(Message vector) {
    var decoded = GatewayFrameCodec.decode(vector.frame().toString(), OWN);

    switch (decoded) {
      case Decoded.Read<GatewayFrame>(var frame) ->
          assertThat(json(GatewayFrameCodec.encode(frame))).isEqualTo(vector.frame());
      case Decoded.Refused<GatewayFrame>(var why) ->
          assertThat(why.value())
              .isIn("type: unknown: SOMETHING_UNKNOWN_V1", "data.messageId: is required");
    }
  }

  @ParameterizedTest
  @MethodSource("fromWorker")
  void workersFrame_isRead_andWrittenTheSame(Message vector) {
    var frame = read(DeviceFrameCodec.decode(vector.frame().toString()));

    assertThat(json(DeviceFrameCodec.encode(frame))).isEqualTo(vector.frame());
  }

  /// Each order ends in one answer, of the kind, success and result of the existing worker's.
  @ParameterizedTest
  @MethodSource("operations")
  void order_isAnswered_asByTheExistingWorker(JsonNode vector) {
    int place = operations().toList().indexOf(vector);
    var frame = read(GatewayFrameCodec.decode(vector.path("request").toString(), OWN));
    var expected = vector.path("response");

    if (frame instanceof UnfitVmOrder unfit) {
      assertThat(OTHER_ANSWER).as("%d: %s", place, unfit.why()).containsKey(place);
      assertRefusal(json(DeviceFrameCodec.encode(unfit.answer())), expected);
    } else {
      assertThat(OTHER_ANSWER).doesNotContainKey(place);
      var captured = (VmAnswer) read(DeviceFrameCodec.decode(expected.toString()));
      var answer = ((VmOrder) frame).answer(captured.outcome());

      assertThat(answer).isEqualTo(captured);
      assertThat(json(DeviceFrameCodec.encode(answer))).isEqualTo(expected);
    }
  }

  /// The result names what the existing worker's does; where that is silent, the kind is right.
  private static void assertRefusal(JsonNode answer, JsonNode expected) {
    assertThat(answer.at("/data/success").asBoolean(true)).isFalse();
    assertThat(answer.at("/data/error").asText()).isNotBlank();
    if (!expected.isNull()) {
      var textApart = (ObjectNode) expected.deepCopy();
      ((ObjectNode) textApart.path("data")).set("error", answer.at("/data/error"));
      assertThat(answer).isEqualTo(textApart);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void order_goesThereAndBack(JsonNode vector) {
    var frame = read(GatewayFrameCodec.decode(vector.path("request").toString(), OWN));
    if (frame instanceof VmOrder) {
      var again = read(GatewayFrameCodec.decode(GatewayFrameCodec.encode(frame), OWN));

      // Secrets are not comparable, so the texts are.
      assertThat(GatewayFrameCodec.encode(again)).isEqualTo(GatewayFrameCodec.encode(frame));
      var sent = (ObjectNode) vector.at("/request/data/data").deepCopy();
      assertThat(json(GatewayFrameCodec.encode(frame)).at("/data/data")).isEqualTo(sent);
    }
  }

  @Test
  void silentOrders_areAnsweredWithTheRightKind() {
    assertThat(answerTypes())
        .containsExactly(
            "TURNON_VM_RESPONSE_V1", "UPDATE_SSHKEY_RESPONSE_V1", "TURNON_VM_RESPONSE_V1");
  }

  private static List<String> answerTypes() {
    return operations()
        .filter(vector -> vector.path("response").isNull())
        .map(vector -> read(GatewayFrameCodec.decode(vector.path("request").toString(), OWN)))
        .map(frame -> ((UnfitVmOrder) frame).address().responseType().name())
        .toList();
  }

  @Test
  void enrolment_isAskedForAndGranted_asByTheExistingWorker() {
    var sent = FILE.at("/enroll_http/request/body");
    var answered = FILE.at("/enroll_http/response");
    var request = read(Enrolment.decodeRequest(sent.toString()));
    var granted = read(Enrolment.decodeGranted(answered.toString()));

    assertThat(json(request.toText())).isEqualTo(sent);
    assertThat(json(granted.toText())).isEqualTo(answered);
    assertThat(granted.expiresAt()).isEqualTo("2026-12-13T23:11:12.000000789Z");
    assertThat(granted.gateway().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void enrolment_thatLacksARequiredKey_isRefusedByName() {
    var required = Vectors.texts(FILE.at("/enroll_http/client_requires_response_keys"));
    assertThat(required).hasSize(4);
    for (String key : required) {
      var answer = (ObjectNode) FILE.at("/enroll_http/response").deepCopy();
      answer.remove(key);

      assertThat(Enrolment.decodeGranted(answer.toString()))
          .isEqualTo(new Decoded.Refused<>(Label.of(key + ": is required")));
    }
  }

  @Test
  void stateFile_hasTheKeysOfTheExistingOne() {
    var granted = read(Enrolment.decodeGranted(FILE.at("/enroll_http/response").toString()));
    var state =
        new DeviceState(
            io.byteleap.config.Secret.of(
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            new Enrolment.Granted(
                granted.certificate(),
                new CertSerial("0a"),
                granted.trusted(),
                granted.expiresAt(),
                granted.gateway()),
            Instant.parse("2026-11-23T23:11:12.5Z"),
            Instant.parse("2026-11-24T23:11:12Z"));

    String text = state.toText();

    assertThat(Set.copyOf(keysOf(json(text))))
        .isEqualTo(Set.copyOf(Vectors.texts(FILE.path("state_file_keys"))));
    assertThat(read(DeviceState.decode(text)).toText()).isEqualTo(text);
    assertThat(state.toString()).doesNotContain("AAAA");
  }

  private static List<String> keysOf(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /// Reboot may take longer than with the existing worker, which does not wait for it.
  @Test
  void timeouts_areThoseOfTheExistingWorker() {
    var timeouts = FILE.path("operation_timeouts_s");
    for (VmOrderType type : VmOrderType.values()) {
      long seconds = timeouts.path(type.request()).asLong(timeouts.path("default").asLong());
      var expected = type == VmOrderType.REBOOT ? 150 : seconds;
      assertThat(type.timeout()).as("%s", type).isEqualTo(Duration.ofSeconds(expected));
    }
  }

  @Test
  void clientBehaviour_isOurs() {
    var behaviour = FILE.path("client_behaviour");
    assertThat(behaviour.path("max_message_bytes").asInt())
        .isEqualTo(GatewayFrameCodec.FRAME_SIZE_MAX);
    for (String timeout : new String[] {"ready_timeout_s", "renew_response_timeout_s"}) {
      assertThat(Duration.ofSeconds(behaviour.path(timeout).asLong()))
          .isEqualTo(GatewayFrameCodec.ANSWER_TIMEOUT);
    }
    assertThat(ready("10000").heartbeats().duration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(ready("45000").heartbeats().duration()).isEqualTo(Duration.ofSeconds(45));
    assertThat(ready("1e15").heartbeats().duration()).isEqualTo(Duration.ofHours(1));
  }

  private static Ready ready(String millis) {
    return (Ready)
        read(
            GatewayFrameCodec.decode(
                """
                {"type":"READY_V1","data":{"accepted":true,"sessionId":"s",\
                "nonceEcho":"pfu+W3nIf1M1J3su3tc1Tw==","heartbeatInterval":%s}}
                """
                    .formatted(millis),
                OWN));
  }

  @Test
  void ready_answersTheHello_whoseNonceItHas() {
    var hello = (Hello) read(DeviceFrameCodec.decode(example("HELLO_V1").toString()));
    var ready = (Ready) read(GatewayFrameCodec.decode(example("READY_V1").toString(), OWN));
    var other =
        new Hello(
            hello.worker(),
            hello.version(),
            hello.capabilities(),
            hello.startedAt(),
            io.byteleap.domain.session.Nonce16.draw(io.byteleap.fixture.Seeds.generator(1)));

    assertThat(ready.answers(hello)).isTrue();
    assertThat(ready.answers(other)).isFalse();
  }

  private static JsonNode example(String type) {
    return FILE.path("messages").path(type).path("examples").path(0);
  }

  @Test
  void failureWithoutAText_saysThatItHasNone() {
    assertThat(new Failed(Label.NONE).error()).isEqualTo(VmOutcome.UNKNOWN_ERROR);
  }

  private static <T> T read(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Read.class);
    return ((Decoded.Read<T>) decoded).value();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
