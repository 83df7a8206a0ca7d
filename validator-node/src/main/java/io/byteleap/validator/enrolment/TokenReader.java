package io.byteleap.validator.enrolment;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.Json;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/// Reads a token that [GatewayTokens] signed, for a gateway that is this validator's own. Whether
/// it was used before is for the gateway to know.
public final class TokenReader {
  private static final int LENGTH_MAX = 8_192;
  private static final int PARTS = 3;
  private static final int NAME_LENGTH_MAX = 64;
  private static final Json JSON = Json.upTo(LENGTH_MAX);

  /// Clocks of the validator's processes may differ by so much.
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final GatewayTokens.Gateway gateway;
  private final GatewayKey key;
  private final InstantSource clock;

  /// Whom a token is for, by which name it is known, and until when it is good.
  public record Claims(Hotkey miner, WorkerId worker, String name, Instant until) {}

  TokenReader(GatewayTokens.Gateway gateway, GatewayKey key, InstantSource clock) {
    this.gateway = gateway;
    this.key = key;
    this.clock = clock;
  }

  /// What the token says. Refused, each by its name: a token of another form, of another issuer,
  /// for another gateway, one that is not good yet or no more.
  public Decoded<Claims> read(String token) {
    return Decoded.of(() -> claims(token));
  }

  private Claims claims(String token) {
    String[] parts = token.length() > LENGTH_MAX ? new String[0] : token.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("token is none of this validator's");
    }
    var header = JSON.parse(bytes(parts[0]));
    if (!header.text("alg").equals("ES256")
        || !key.verifies(parts[0] + "." + parts[1], bytes(parts[2]))) {
      throw new IllegalArgumentException("token is not signed by this validator");
    }
    var claims = JSON.parse(bytes(parts[1]));
    if (!claims.text("iss").equals(gateway.issuer().value())
        || !claims.text("aud").equals(gateway.audience())) {
      throw new IllegalArgumentException("token is for another gateway");
    }
    var now = clock.instant();
    var until = Instant.ofEpochSecond(claims.integer("exp"));
    if (!until.isAfter(now)) {
      throw new IllegalArgumentException("token is good no more");
    }
    if (Instant.ofEpochSecond(claims.integer("nbf")).isAfter(now.plus(LEEWAY))) {
      throw new IllegalArgumentException("token is not good yet");
    }
    String name = claims.text("jti");
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException("token has no name");
    }
    return new Claims(
        new Hotkey(claims.text("hotkey")), new WorkerId(claims.text("sub")), name, until);
  }

  private static byte[] bytes(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("token is none of this validator's", e);
    }
  }
}
