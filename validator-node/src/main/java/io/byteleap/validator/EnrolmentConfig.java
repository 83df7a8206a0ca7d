package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.enrolment.GatewayTokens.Gateway;
import io.byteleap.validator.enrolment.GatewayTokens.KeyFiles;
import io.byteleap.validator.enrolment.GatewayUrl;
import java.nio.file.Path;
import java.time.Duration;

/// `enrolment`: tokens with which workers enrol at a VM gateway.
public record EnrolmentConfig(
    @Fallback("\"\"") GatewayUrl url,
    @Fallback("\"\"") String audience,
    @Fallback("\"\"") Path keyFile,
    @Fallback("5m") Duration tokenLife,
    @Fallback("120") int requestsPerMinute) {
  private static final Duration LIFE_MIN = Duration.ofSeconds(30);
  private static final Duration LIFE_MAX = Duration.ofHours(1);
  private static final int REQUESTS_MAX = 6_000;

  public EnrolmentConfig {
    if (!Label.of(audience).value().equals(audience)) {
      throw new IllegalArgumentException("audience must be at most 128 characters that show");
    }
    if (tokenLife.compareTo(LIFE_MIN) < 0 || tokenLife.compareTo(LIFE_MAX) > 0) {
      throw new IllegalArgumentException("token_life must be 30s to 1h");
    }
    Require.within("requests_per_minute", requestsPerMinute, 1, REQUESTS_MAX);
  }

  /// Whether this validator signs tokens itself.
  public boolean signs() {
    return !url.isNowhere();
  }

  public Gateway gateway(Hotkey own) {
    return gateway(own, url);
  }

  /// The same for a gateway that is at `url`.
  Gateway gateway(Hotkey own, GatewayUrl at) {
    return new Gateway(own, at, audience.isEmpty() ? at.origin() : audience, tokenLife);
  }

  public KeyFiles keyFiles(Path dataDir) {
    return new KeyFiles(
        keyFile.toString().isEmpty() ? dataDir.resolve("enrolment.key.pem") : keyFile,
        dataDir.resolve("enrolment.jwks.json"));
  }

  public AttemptLimit perMiner() {
    return AttemptLimit.of(requestsPerMinute, Duration.ofMinutes(1));
  }
}
