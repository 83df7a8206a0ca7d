package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.Signer;
import io.byteleap.keys.Verifier;
import io.byteleap.transport.WebSocketAddress;
import io.byteleap.validator.hub.AccessToken;
import io.byteleap.validator.hub.HubIdentity;
import io.byteleap.validator.hub.HubSettings;
import io.byteleap.wire.hub.HubFrame;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubSession.AnyHub;
import io.byteleap.wire.hub.HubSession.PinnedHub;
import io.byteleap.wire.hub.HubSession.Trust;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `meshhub`: the marketplace's hub. No `ws_url`: no hub.
public record MeshhubConfig(
    @Fallback("\"\"") String wsUrl,
    @Fallback("\"\"") HubToken accessToken,
    @Fallback("\"\"") Path accessTokenFile,
    @Fallback("[hardware_inspection, challenge_validation]") List<String> capabilities,
    @Fallback("\"\"") String hubHotkey,
    @Fallback("compat") HandshakePolicy handshake,
    @Fallback("30") Duration reconnectDelaySeconds,
    @Fallback("60") Duration heartbeatIntervalSeconds,
    @Fallback("90") Duration resourceReportIntervalSeconds,
    @Fallback("1h") Duration fullReportInterval,
    @Fallback("1h") Duration leaseLife,
    @Fallback("true") boolean acceptPolicy,
    @Fallback("false") boolean enrolmentTokens) {
  private static final String URL_EXAMPLE = "wss://hub.example/ws";
  private static final Duration RESOURCE_REPORT_MIN = Duration.ofSeconds(5);
  private static final Duration LEASE_LIFE_MAX = Duration.ofDays(7);

  /// Pauses between tries to connect grow from the configured one to so many times that.
  private static final int PAUSE_GROWTH = 10;

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
  private static final Duration PROVEN = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  public MeshhubConfig {
    HubFrame.SessionInit.checkCapabilities(capabilities);
    Require.positive("reconnect_delay_seconds", reconnectDelaySeconds);
    Require.positive("heartbeat_interval_seconds", heartbeatIntervalSeconds);
    Require.positive("full_report_interval", fullReportInterval);
    if (resourceReportIntervalSeconds.compareTo(RESOURCE_REPORT_MIN) < 0) {
      throw new IllegalArgumentException("resource_report_interval_seconds must be 5s or more");
    }
    Require.positive("lease_life", leaseLife);
    if (leaseLife.compareTo(LEASE_LIFE_MAX) > 0) {
      throw new IllegalArgumentException("lease_life must be at most 7d");
    }
    requireToken(wsUrl, accessToken, accessTokenFile);
    requireHotkey(hubHotkey, handshake);
    capabilities = List.copyOf(capabilities);
  }

  /// A token that must not be shown.
  public record HubToken(Secret secret) {
    public static HubToken parse(String text) {
      return new HubToken(Secret.of(text.strip()));
    }
  }

  private static void requireToken(String wsUrl, HubToken token, Path file) {
    if (wsUrl.isEmpty()) {
      return;
    }
    uri(wsUrl);
    if (!token.secret().isEmpty() && isNamed(file)) {
      throw new IllegalArgumentException(
          "access_token and access_token_file are both given; one is enough");
    }
    if (token.secret().isEmpty() && !isNamed(file)) {
      throw new IllegalArgumentException(
          "access_token_file, or BYTELEAP_MESHHUB__ACCESS_TOKEN in the environment, is required"
              + " with ws_url");
    }
  }

  private static void requireHotkey(String hubHotkey, HandshakePolicy handshake) {
    if (handshake == HandshakePolicy.STRICT && hubHotkey.isEmpty()) {
      throw new IllegalArgumentException("hub_hotkey is required when handshake is strict");
    }
    if (!hubHotkey.isEmpty()) {
      var hotkey = new Hotkey(hubHotkey);
      if (handshake == HandshakePolicy.STRICT && Verifier.of(hotkey).isEmpty()) {
        throw new IllegalArgumentException("hub_hotkey is no SS58 address: " + hotkey);
      }
    }
  }

  private static boolean isNamed(Path file) {
    return !file.toString().isEmpty();
  }

  private static URI uri(String wsUrl) {
    try {
      var uri = WebSocketAddress.read(wsUrl, URL_EXAMPLE);
      WebSocketAddress.check(uri);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ws_url " + e.getMessage(), e);
    }
  }

  /// Whether there is a hub.
  public boolean isThere() {
    return !wsUrl.isEmpty();
  }

  /// Whether what the hub is told, the token first, can be read on the way.
  public boolean isInClear() {
    var uri = uri(wsUrl);
    return uri.getScheme().equalsIgnoreCase("ws")
        && !uri.getHost().equals("localhost")
        && !isLoopback(uri.getHost());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// What a link to the hub works from, for this validator.
  public HubSettings settings(Signer signer, Label version) {
    var token =
        isNamed(accessTokenFile)
            ? new AccessToken.InFile(accessTokenFile)
            : new AccessToken.Given(accessToken.secret());
    var identity = new HubIdentity(signer, version, capabilities, trust(), handshake);
    var rhythm =
        new HubSettings.Rhythm(
            heartbeatIntervalSeconds,
            resourceReportIntervalSeconds,
            fullReportInterval,
            leaseLife,
            HubFrameCodec.HANDSHAKE_TIMEOUT,
            KEEP_ALIVE,
            PROVEN,
            reconnectDelaySeconds,
            reconnectDelaySeconds.multipliedBy(PAUSE_GROWTH),
            PATIENCE);
    return new HubSettings(
        uri(wsUrl),
        token,
        identity,
        rhythm,
        enrolmentTokens ? HubSettings.Tokens.GIVEN : HubSettings.Tokens.NONE);
  }

  private Trust trust() {
    return hubHotkey.isEmpty() ? new AnyHub() : new PinnedHub(new Hotkey(hubHotkey));
  }
}
