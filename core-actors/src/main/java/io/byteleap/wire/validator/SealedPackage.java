package io.byteleap.wire.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;

/// A sealed box as the JSON text in a synapse's `request` or `response`.
public final class SealedPackage {
  private static final String VERSION = "v1";
  private static final Json JSON = Json.upTo(SynapseType.CHALLENGE_PROOF.bodySizeMax());

  private SealedPackage() {}

  public sealed interface Answer {}

  public record Box(SealedBox box) implements Answer {}

  /// The validator could not or would not use the session.
  public record Rejected(PlainError error) implements Answer {}

  public static String toText(SealedBox box) {
    return JsonObject.builder()
        .put("ver", VERSION)
        .put("session_id", box.session().value())
        .putUnsigned("seq", box.sequence())
        .put("ciphertext", box.ciphertext())
        .put("sender", box.sender().value())
        .put("recipient", box.recipient().value())
        .put("synapse_type", box.type().name())
        .build()
        .toText();
  }

  public static Decoded<SealedBox> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  public static Decoded<Answer> decodeAnswer(String text) {
    return Decoded.of(
        () -> {
          var json = JSON.parse(text);
          return PlainError.isOne(json) ? new Rejected(PlainError.read(json)) : new Box(read(json));
        });
  }

  /// All of it takes part in cryptography, so texts count as they stand.
  private static SealedBox read(JsonObject json) {
    if (!json.literal("ver").equals(VERSION)) {
      throw new JsonProblem("ver", "unsupported protocol version, expected " + VERSION);
    }
    return new SealedBox(
        new SessionId(json.literal("session_id")),
        json.unsigned("seq"),
        json.literal("ciphertext"),
        new Hotkey(json.literal("sender")),
        new Hotkey(json.literal("recipient")),
        new MessageType(json.literal("synapse_type")));
  }
}
