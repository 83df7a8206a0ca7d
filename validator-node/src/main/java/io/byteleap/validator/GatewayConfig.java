package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.rental.Rental;
import io.byteleap.node.ListenAddress;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.gateway.GatewayServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// `gateway`: the reference VM gateway.
public record GatewayConfig(
    @Fallback("false") boolean enable,
    @Fallback("0.0.0.0") String host,
    @Fallback("9095") int enrolmentPort,
    @Fallback("9096") int sessionPort,
    @Fallback("\"\"") String publicName,
    @Fallback("\"\"") Path certificateFile,
    @Fallback("\"\"") Path keyFile,
    @Fallback("\"\"") Path authorityDir,
    @Fallback("30d") Duration certificateLife,
    @Fallback("30s") Duration heartbeatInterval,
    @Fallback("5m") Duration leaseLength,
    @Fallback("2m") Duration orderPatience,
    @Fallback("24h") Duration endPatience) {
  private static final Duration CERTIFICATE_LIFE_MIN = Duration.ofHours(1);
  private static final Duration CERTIFICATE_LIFE_MAX = Duration.ofDays(365);
  private static final Duration HEARTBEAT_MIN = Duration.ofSeconds(30);
  private static final Duration HEARTBEAT_MAX = Duration.ofMinutes(5);
  private static final Duration LEASE_MIN = Duration.ofMinutes(3);
  private static final Duration LEASE_MAX = Duration.ofHours(1);
  private static final Duration ORDER_PATIENCE_MAX = Duration.ofHours(1);
  private static final Duration END_PATIENCE_MAX = Duration.ofDays(30);
  private static final int HEARTBEATS_MISSED_MAX = 3;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]");

  public GatewayConfig {
    new ListenAddress(host, enrolmentPort);
    new ListenAddress(host, sessionPort);
    if (enrolmentPort == sessionPort) {
      throw new IllegalArgumentException("enrolment_port and session_port must differ");
    }
    if (enable && !NAME.matcher(publicName).matches()) {
      throw new IllegalArgumentException(
          "public_name must be the name or address by which workers reach this host");
    }
    if (certificateFile.toString().isEmpty() != keyFile.toString().isEmpty()) {
      throw new IllegalArgumentException("certificate_file and key_file go together");
    }
    within("certificate_life", certificateLife, CERTIFICATE_LIFE_MIN, CERTIFICATE_LIFE_MAX);
    within("heartbeat_interval", heartbeatInterval, HEARTBEAT_MIN, HEARTBEAT_MAX);
    within("lease_length", leaseLength, LEASE_MIN, LEASE_MAX);
    Require.positive("order_patience", orderPatience);
    within("order_patience", orderPatience, Duration.ofSeconds(1), ORDER_PATIENCE_MAX);
    within("end_patience", endPatience, orderPatience, END_PATIENCE_MAX);
  }

  private static void within(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + min.toSeconds() + "s to " + max.toSeconds() + "s");
    }
  }

  GatewayServer.Doors doors() {
    return new GatewayServer.Doors(
        new ListenAddress(host, enrolmentPort), new ListenAddress(host, sessionPort), publicName);
  }

  GatewayServer.Front front() throws TlsProblem {
    return certificateFile.toString().isEmpty()
        ? new GatewayServer.Own()
        : new GatewayServer.Operators(PemIdentity.of(certificateFile, keyFile));
  }

  GatewayServer.Terms terms() {
    return new GatewayServer.Terms(certificateLife, heartbeatInterval);
  }

  /// Where the authority's files are.
  Path authorityIn(Path dataDir) {
    return authorityDir.toString().isEmpty() ? dataDir : authorityDir;
  }

  Rental.Patience patience() {
    return new Rental.Patience(orderPatience, endPatience);
  }

  /// A worker that was not heard for so long is not at the gateway.
  Duration silenceMax() {
    return heartbeatInterval.multipliedBy(HEARTBEATS_MISSED_MAX);
  }
}
