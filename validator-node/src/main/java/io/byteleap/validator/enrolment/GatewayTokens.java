package io.byteleap.validator.enrolment;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.json.JsonObject;
import io.byteleap.port.TokenIssuer;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.IsoTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs tokens for one VM gateway, which knows our public key: a JWT (RFC 7519) with who issues it
/// (`iss`, our hotkey), for which gateway (`aud`), for which worker (`sub`) of which miner
/// (`hotkey`), a name of its own by which the gateway sees that it is used once (`jti`), and the
/// short time in which it is good (`iat`, `nbf`, `exp`).
public final class GatewayTokens implements TokenIssuer {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayTokens.class);

  /// The gateway, and how long it takes a token.
  public record Gateway(Hotkey issuer, GatewayUrl url, String audience, Duration tokenLife) {}

  /// Where the key is, and where its public half is written for the gateway.
  public record KeyFiles(Path key, Path publicSet) {}

  private final Gateway gateway;
  private final GatewayKey key;
  private final InstantSource clock;
  private final RandomGenerator random;

  GatewayTokens(Gateway gateway, GatewayKey key, InstantSource clock, RandomGenerator random) {
    this.gateway = gateway;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /// Opens the key; makes one when there is none.
  public static GatewayTokens open(
      Gateway gateway, KeyFiles files, InstantSource clock, SecureRandom random)
      throws EnrolmentProblem {
    if (!Files.exists(files.key())) {
      GatewayKeyFile.make(files.key(), random);
      LOG.info("key for enrolment tokens made, file={}", files.key());
    }
    var key = GatewayKeyFile.read(files.key());
    GatewayKeyFile.publish(key, files.publicSet());
    LOG.info(
        "enrolment tokens are signed, gateway={}, key={}, public={}",
        gateway.url().origin(),
        key.id(),
        files.publicSet());
    return new GatewayTokens(gateway, key, clock, random);
  }

  @Override
  public CompletionStage<Reply> issue(Order order) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var end = now.plus(gateway.tokenLife()).truncatedTo(ChronoUnit.SECONDS);
    var token = new EnrolToken(key.signed(utf8(header()), utf8(claims(order, now, end))));
    return CompletableFuture.completedStage(
        new Issued(new EnrolGrant(token, IsoTime.seconds(end), gateway.url().value())));
  }

  /// Reads tokens that this issuer has signed.
  public TokenReader reader() {
    return new TokenReader(gateway, key, clock);
  }

  private JsonObject header() {
    return JsonObject.builder().put("alg", "ES256").put("kid", key.id()).put("typ", "JWT").build();
  }

  private JsonObject claims(Order order, Instant now, Instant end) {
    return JsonObject.builder()
        .put("iss", gateway.issuer().value())
        .put("aud", gateway.audience())
        .put("sub", order.worker().value())
        .put("hotkey", order.miner().value())
        .put("jti", RandomUuid.draw(random).toString())
        .put("iat", now.getEpochSecond())
        .put("nbf", now.getEpochSecond())
        .put("exp", end.getEpochSecond())
        .build();
  }

  private static byte[] utf8(JsonObject json) {
    return json.toText().getBytes(StandardCharsets.UTF_8);
  }
}
