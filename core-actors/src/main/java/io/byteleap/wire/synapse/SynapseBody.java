package io.byteleap.wire.synapse;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// The JSON body of a synapse: the SDK's own fields, and `request` and `response`.
public record SynapseBody(JsonObject json) {
  /// Class name of the synapse without fields of its own, which every axon answers.
  public static final String PING = "Synapse";

  public static final int PING_SIZE_MAX = 16 << 10;

  private static final int PROTOCOL_VERSION = 1;
  private static final Json PINGS = Json.upTo(PING_SIZE_MAX);
  private static final Json ANSWERS = Json.upTo(8 << 20);
  private static final Map<SynapseType, Json> REQUESTS =
      Arrays.stream(SynapseType.values())
          .collect(Collectors.toMap(type -> type, type -> Json.upTo(type.bodySizeMax())));

  /// The body of a request of ours.
  public static SynapseBody ofRequest(
      SynapseType type,
      Duration timeout,
      Caller caller,
      Endpoint target,
      Hotkey targetHotkey,
      String request) {
    var dendrite =
        JsonObject.builder()
            .put("ip", caller.ip())
            .put("version", caller.version())
            .put("nonce", caller.nonce())
            .put("uuid", caller.uuid())
            .put("hotkey", caller.hotkey().value())
            .put("signature", caller.signature())
            .build();
    var axon =
        JsonObject.builder()
            .put("ip", target.ip())
            .put("port", target.port())
            .put("hotkey", targetHotkey.value())
            .build();
    var json =
        JsonObject.builder()
            .put("name", type.className())
            .put("timeout", timeout.toNanos() / 1e9)
            .put("total_size", 0)
            .put("header_size", 0)
            .put("dendrite", terminal(dendrite))
            .put("axon", terminal(axon))
            .put("computed_body_hash", "")
            .put("request", request)
            .putNull("response");
    return new SynapseBody(withOwnFields(type, json).build());
  }

  /// Reads the body of a request. Unknown fields are kept, missing ones are allowed.
  public static Decoded<SynapseBody> decode(SynapseType type, byte[] utf8) {
    return Decoded.of(
        () -> {
          var body = ofSdk(reader(type).parse(utf8));
          body.json.optionalText("request");
          return body;
        });
  }

  /// Reads the body of a ping, the synapse without fields of its own.
  public static Decoded<SynapseBody> decodePing(byte[] utf8) {
    return Decoded.of(() -> ofSdk(PINGS.parse(utf8)));
  }

  private static SynapseBody ofSdk(JsonObject json) {
    var body = new SynapseBody(json);
    json.optionalObject("axon");
    json.numberOr("timeout", 0);
    json.optionalInteger("total_size");
    body.claimedHotkey();
    return body;
  }

  private static Json reader(SynapseType type) {
    return Objects.requireNonNull(REQUESTS.get(type));
  }

  /// The text inside; empty when there is none.
  public String request() {
    return json.optionalText("request").orElse("");
  }

  /// Who the body says makes the request; empty when it says nothing.
  public Optional<String> claimedHotkey() {
    return json.optionalObject("dendrite").flatMap(caller -> caller.optionalText("hotkey"));
  }

  /// Whether an answer repeats the text of its request, as the SDK's does. A caller that asks for
  /// brief answers knows what it said: a heartbeat is half a megabyte.
  public enum Echo {
    WHOLE,
    BRIEF
  }

  /// This request's answer: everything else echoed, with `response` and a good status.
  public SynapseBody answering(SynapseType type, String response, Duration processTime, Echo echo) {
    var request =
        switch (echo) {
          case WHOLE -> json.optionalText("request");
          case BRIEF -> Optional.<String>empty();
        };
    var answer =
        echoed(type.className(), processTime)
            .putOrNull("request", request)
            .put("response", response);
    return new SynapseBody(withOwnFields(type, answer).build());
  }

  /// This ping's answer: everything echoed, with a good status.
  public SynapseBody answeringPing(Duration processTime) {
    return new SynapseBody(echoed(PING, processTime).build());
  }

  private JsonObject.Builder echoed(String name, Duration processTime) {
    var axon =
        JsonObject.builder()
            .putAll(terminal(json.optionalObject("axon").orElse(JsonObject.EMPTY)))
            .put("status_code", 200)
            .put("status_message", "Success")
            .put("process_time", processTime.toNanos() / 1e9)
            .build();
    var dendrite = terminal(json.optionalObject("dendrite").orElse(JsonObject.EMPTY));
    return JsonObject.builder()
        .put("name", name)
        .put("timeout", json.numberOr("timeout", 0))
        .put("total_size", json.optionalInteger("total_size").orElse(0L))
        .put("header_size", 0)
        .put("dendrite", dendrite)
        .put("axon", axon)
        .put("computed_body_hash", "");
  }

  /// What came back: the text inside an answer, or what the validator says is wrong.
  public sealed interface Answer {}

  public record Response(String text) implements Answer {}

  public record ErrorMessage(String message) implements Answer {}

  public static Decoded<Answer> decodeAnswer(byte[] utf8) {
    return Decoded.of(
        () -> {
          var json = ANSWERS.parse(utf8);
          return json.has("message") && !json.has("response")
              ? new ErrorMessage(Label.of(json.text("message")).value())
              : new Response(json.optionalText("response").orElse(""));
        });
  }

  public static String errorText(String message) {
    return JsonObject.builder().put("message", message).build().toText();
  }

  public String toText() {
    return json.toText();
  }

  private static JsonObject.Builder withOwnFields(SynapseType type, JsonObject.Builder json) {
    return switch (type) {
      case SESSION_INIT -> json;
      case HEARTBEAT, TASK, CHALLENGE_PROOF -> json.put("protocol_version", PROTOCOL_VERSION);
      case ENROL_TOKEN ->
          json.put("protocol_version", PROTOCOL_VERSION)
              .put("worker_id", "")
              .put("code", 0)
              .putNull("try_again_in_sec")
              .putNull("token")
              .putNull("expires_at")
              .putNull("enrollment_url")
              .putNull("error_message");
      case CHALLENGE -> json.put("protocol_version", PROTOCOL_VERSION).putNull("proof_requests");
    };
  }

  /// All ten fields of a terminal; those that are unknown are null.
  private static JsonObject terminal(JsonObject known) {
    var terminal = JsonObject.builder();
    SynapseHeaders.TERMINAL_FIELDS.forEach(terminal::putNull);
    return terminal.putAll(known).build();
  }
}
