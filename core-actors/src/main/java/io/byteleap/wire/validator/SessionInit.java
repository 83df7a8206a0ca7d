package io.byteleap.wire.validator;

import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.Signature;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import java.time.Instant;

/// The two messages of a handshake, as JSON texts in a synapse's `request` and `response`.
///
/// `hotkey_signature` is an addition of ours, which the existing software neither sends nor looks
/// at: `0x` and 128 hex digits.
public final class SessionInit {
  private static final String SIGNATURE = "hotkey_signature";
  private static final Json JSON = Json.upTo(SynapseType.SESSION_INIT.bodySizeMax());

  private SessionInit() {}

  /// Whether a message is signed.
  public sealed interface Proof {}

  public record Unsigned() implements Proof {}

  /// Well-formed; what it is worth, a verifier tells.
  public record Signed(Signature signature) implements Proof {}

  public record Request(PublicKey32 minerKey, Nonce16 clientNonce, Instant createdAt, Proof proof) {
    public String toText() {
      var json =
          JsonObject.builder()
              .put("miner_eph_pub32", minerKey.base64())
              .put("client_nonce16", clientNonce.base64())
              .put("created_at", Timestamp.seconds(createdAt));
      return with(proof, json).build().toText();
    }
  }

  public sealed interface Answer {}

  public record Response(
      PublicKey32 validatorKey,
      SessionId session,
      Nonce16 serverNonce,
      Instant expiresAt,
      Proof proof)
      implements Answer {
    public String toText() {
      var json =
          JsonObject.builder()
              .put("validator_eph_pub32", validatorKey.base64())
              .put("session_id", session.value())
              .put("server_nonce16", serverNonce.base64())
              .put("expires_at", Timestamp.seconds(expiresAt));
      return with(proof, json).build().toText();
    }
  }

  public record Rejected(PlainError error) implements Answer {}

  /// `now` stands in for a missing `created_at`.
  public static Decoded<Request> decodeRequest(String text, Instant now) {
    return Decoded.of(
        () -> {
          var json = JSON.parse(text);
          return new Request(
              new PublicKey32(json.text("miner_eph_pub32")),
              new Nonce16(json.text("client_nonce16")),
              Timestamp.instant(json.numberOr("created_at", Timestamp.seconds(now))),
              proof(json));
        });
  }

  public static Decoded<Answer> decodeAnswer(String text) {
    return Decoded.of(
        () -> {
          var json = JSON.parse(text);
          return PlainError.isOne(json) ? new Rejected(PlainError.read(json)) : readResponse(json);
        });
  }

  private static Response readResponse(JsonObject json) {
    return new Response(
        new PublicKey32(json.text("validator_eph_pub32")),
        new SessionId(json.text("session_id")),
        new Nonce16(json.text("server_nonce16")),
        Timestamp.instant(json.number("expires_at")),
        proof(json));
  }

  private static JsonObject.Builder with(Proof proof, JsonObject.Builder json) {
    return switch (proof) {
      case Unsigned() -> json;
      case Signed(var signature) -> json.put(SIGNATURE, signature.hex());
    };
  }

  private static Proof proof(JsonObject json) {
    return json.optionalText(SIGNATURE)
        .<Proof>map(text -> new Signed(signature(text)))
        .orElseGet(Unsigned::new);
  }

  private static Signature signature(String text) {
    return Signature.ofHex(text)
        .orElseThrow(
            () -> new IllegalArgumentException(SIGNATURE + ": must be 0x and 128 hex digits"));
  }
}
