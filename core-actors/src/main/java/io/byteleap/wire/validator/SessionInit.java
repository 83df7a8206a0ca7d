package io.byteleap.wire.validator;

import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import java.time.Instant;

/// The two messages of a handshake, as JSON texts in a synapse's `request` and `response`.
public final class SessionInit {
  private static final Json JSON = Json.upTo(SynapseType.SESSION_INIT.bodySizeMax());

  private SessionInit() {}

  public record Request(PublicKey32 minerKey, Nonce16 clientNonce, Instant createdAt) {
    public String toText() {
      return JsonObject.builder()
          .put("miner_eph_pub32", minerKey.base64())
          .put("client_nonce16", clientNonce.base64())
          .put("created_at", Timestamp.seconds(createdAt))
          .build()
          .toText();
    }
  }

  public sealed interface Answer {}

  public record Response(
      PublicKey32 validatorKey, SessionId session, Nonce16 serverNonce, Instant expiresAt)
      implements Answer {
    public String toText() {
      return JsonObject.builder()
          .put("validator_eph_pub32", validatorKey.base64())
          .put("session_id", session.value())
          .put("server_nonce16", serverNonce.base64())
          .put("expires_at", Timestamp.seconds(expiresAt))
          .build()
          .toText();
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
              Timestamp.instant(json.numberOr("created_at", Timestamp.seconds(now))));
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
        Timestamp.instant(json.number("expires_at")));
  }
}
