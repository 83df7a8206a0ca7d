package io.byteleap.worker.update;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/// `update` of a worker. Without the publisher's key and a source there are no updates, by hand or
/// otherwise; `automatic` says whether the worker looks for them itself, and how often.
/// `health_timeout` is how long a new version has to reach the miner before it is taken back.
public record UpdateConfig(
    @Fallback("\"\"") String publicKey,
    @Fallback("\"\"") String source,
    @Fallback("true") boolean automatic,
    @Fallback("6h") Duration checkInterval,
    @Fallback("3m") Duration healthTimeout) {
  private static final Duration INTERVAL_MIN = Duration.ofMinutes(1);
  private static final Duration HEALTH_MIN = Duration.ofSeconds(10);

  public UpdateConfig {
    if (!publicKey.isEmpty()) {
      checkKey(publicKey);
    }
    if (!source.isEmpty()) {
      checkSource(source);
    }
    if (publicKey.isEmpty() != source.isEmpty()) {
      throw new IllegalArgumentException("public_key and source are needed both, or neither");
    }
    Require.positive("check_interval", checkInterval);
    if (checkInterval.compareTo(INTERVAL_MIN) < 0) {
      throw new IllegalArgumentException("check_interval must be 1m or more");
    }
    if (healthTimeout.compareTo(HEALTH_MIN) < 0) {
      throw new IllegalArgumentException("health_timeout must be 10s or more");
    }
  }

  private static void checkKey(String text) {
    try {
      var _ = PublisherKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("public_key " + e.getMessage(), e);
    }
  }

  private static void checkSource(String text) {
    if (!isSource(text)) {
      throw new IllegalArgumentException(
          "source must be an address that begins with https://, or a folder such as"
              + " file:///srv/byteleap, without user, query or fragment");
    }
  }

  private static boolean isSource(String text) {
    try {
      var uri = new URI(text);
      boolean isHttps = "https".equals(uri.getScheme()) && uri.getHost() != null;
      boolean isFolder = "file".equals(uri.getScheme()) && uri.getPath() != null;
      return (isHttps || isFolder)
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  public boolean isConfigured() {
    return !source.isEmpty();
  }
}
