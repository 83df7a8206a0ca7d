package io.byteleap.wire.hub;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.keys.Signature;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import java.time.Duration;
import java.time.Instant;

/// Text and frame, for both directions of the hub's WebSocket.
///
/// Refused with a reason: text that is not a JSON object within the limits, an unknown plain `type`
/// (by name), a field that is missing or of the wrong kind, an encrypted frame whose outer type is
/// not the one that its box authenticates. The outer `timestamp` (milliseconds since 1970) is
/// written for information and not read: it is outside the encryption.
public final class HubFrameCodec {
  /// Longest frame in bytes, both ways.
  public static final int FRAME_SIZE_MAX = 10 << 20;

  /// How long a validator waits for the answer to its [SessionInit].
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

  private static final String ENVELOPE_VERSION = "v1";
  private static final String SIGNATURE = "hotkeySignature";
  private static final String SIGNED_AT = "signedAt";
  private static final Json JSON = Json.upTo(FRAME_SIZE_MAX);

  private HubFrameCodec() {}

  public static Decoded<HubFrame> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static HubFrame read(JsonObject json) {
    var type = new MessageType(json.literal("type"));
    if (json.has("encrypted")) {
      return readEncrypted(type, json);
    }
    return switch (HubType.of(type).orElseThrow(() -> unknown(type))) {
      case SESSION_INIT -> readInit(json.object("data"));
      case SESSION_INIT_RESPONSE -> readResponse(json.object("data"));
      case ERROR -> readError(json.object("data"));
      case HEARTBEAT,
          RESOURCE_REPORT,
          SCORE_REPORT,
          ACK,
          LEASE_PUBLISH,
          CONFIG_UPDATE,
          TASK_PUBLISH,
          TOKEN_REQUEST,
          TOKEN_ANSWER ->
          throw new JsonProblem("encrypted", "is required of a " + type);
    };
  }

  static JsonProblem unknown(MessageType type) {
    return new JsonProblem("type", "unknown: " + type);
  }

  private static SessionInit readInit(JsonObject data) {
    return new SessionInit(
        new Hotkey(data.text("validatorHotkey")),
        Secret.of(data.literal("accessToken")),
        Label.of(data.text("clientVersion")),
        data.texts("capabilities"),
        new PublicKey32(data.text("clientPublicKey")),
        new Nonce16(data.text("clientNonce")),
        readProof(data));
  }

  private static SessionInitResponse readResponse(JsonObject data) {
    return new SessionInitResponse(
        new SessionId(data.text("sessionId")),
        new PublicKey32(data.text("validatorEphemeralPublicKey")),
        new Nonce16(data.text("serverNonce")),
        new Hotkey(data.text("serverHotkey")),
        readProof(data));
  }

  private static HubFrame.Proof readProof(JsonObject data) {
    return data.optionalText(SIGNATURE)
        .<HubFrame.Proof>map(
            text ->
                new HubFrame.Signed(
                    Instant.ofEpochMilli(data.exactInteger(SIGNED_AT)),
                    Signature.ofHex(text)
                        .orElseThrow(
                            () -> new JsonProblem(SIGNATURE, "must be 0x and 128 hex digits"))))
        .orElseGet(HubFrame.Unsigned::new);
  }

  private static HubError readError(JsonObject data) {
    return new HubError(
        data.integerWithin("code", Integer.MIN_VALUE, Integer.MAX_VALUE),
        Label.of(data.optionalText("message").orElse("")));
  }

  private static Encrypted readEncrypted(MessageType type, JsonObject json) {
    var envelope = json.object("encrypted");
    if (!envelope.literal("version").equals(ENVELOPE_VERSION)) {
      throw new JsonProblem("encrypted.version", "must be " + ENVELOPE_VERSION);
    }
    var box =
        new SealedBox(
            new SessionId(envelope.text("sessionId")),
            envelope.unsigned("sequence"),
            envelope.literal("ciphertext"),
            new Hotkey(envelope.text("sender")),
            new Hotkey(envelope.text("recipient")),
            new MessageType(envelope.literal("messageType")));
    if (!box.type().equals(type)) {
      throw new JsonProblem("type", type + " outside, " + box.type() + " inside");
    }
    return new Encrypted(
        json.optionalText("messageId").map(MessageId::new).orElse(MessageId.NONE), box);
  }

  /// The frame as it is sent at `at`.
  public static String encode(HubFrame frame, Instant at) {
    return write(frame, at).build().toText();
  }

  private static JsonObject.Builder write(HubFrame frame, Instant at) {
    return switch (frame) {
      case SessionInit init -> stamped(HubType.SESSION_INIT, at).put("data", write(init));
      case SessionInitResponse response ->
          stamped(HubType.SESSION_INIT_RESPONSE, at).put("data", write(response));
      case HubError(var code, var message) ->
          stamped(HubType.ERROR, at)
              .put(
                  "data",
                  JsonObject.builder().put("code", code).put("message", message.value()).build());
      case Encrypted(var messageId, var box) -> write(messageId, box, at);
    };
  }

  private static JsonObject.Builder stamped(HubType type, Instant at) {
    return stamped(type.messageType(), at);
  }

  private static JsonObject.Builder stamped(MessageType type, Instant at) {
    return JsonObject.builder().put("type", type.name()).put("timestamp", at.toEpochMilli());
  }

  private static JsonObject write(SessionInit init) {
    var json =
        JsonObject.builder()
            .put("validatorHotkey", init.validator().value())
            .put("accessToken", init.accessToken().reveal())
            .put("clientVersion", init.clientVersion().value())
            .putTexts("capabilities", init.capabilities())
            .put("clientPublicKey", init.clientKey().base64())
            .put("clientNonce", init.clientNonce().base64());
    return with(init.proof(), json);
  }

  private static JsonObject write(SessionInitResponse response) {
    var json =
        JsonObject.builder()
            .put("sessionId", response.session().value())
            .put("validatorEphemeralPublicKey", response.hubKey().base64())
            .put("serverNonce", response.serverNonce().base64())
            .put("serverHotkey", response.hub().value());
    return with(response.proof(), json);
  }

  private static JsonObject with(HubFrame.Proof proof, JsonObject.Builder json) {
    return switch (proof) {
      case HubFrame.Unsigned() -> json.build();
      case HubFrame.Signed(var at, var signature) ->
          json.put(SIGNED_AT, at.toEpochMilli()).put(SIGNATURE, signature.hex()).build();
    };
  }

  private static JsonObject.Builder write(MessageId messageId, SealedBox box, Instant at) {
    var envelope =
        JsonObject.builder()
            .put("version", ENVELOPE_VERSION)
            .put("sessionId", box.session().value())
            .putUnsigned("sequence", box.sequence())
            .put("ciphertext", box.ciphertext())
            .put("sender", box.sender().value())
            .put("recipient", box.recipient().value())
            .put("messageType", box.type().name())
            .build();
    var frame = stamped(box.type(), at).put("encrypted", envelope);
    return messageId.isPresent() ? frame.put("messageId", messageId.value()) : frame;
  }
}
