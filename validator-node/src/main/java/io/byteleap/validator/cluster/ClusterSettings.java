package io.byteleap.validator.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.byteleap.node.Build;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pekko's settings that follow from `cluster`.
public final class ClusterSettings {
  private static final String ARTERY = "pekko.remote.artery.";
  private static final String CLUSTER = "pekko.cluster.";
  private static final String SHARDING = CLUSTER + "sharding.";

  private ClusterSettings() {}

  /// Over `usual`, what `config` asks for.
  public static Config over(Config usual, ClusterConfig config) {
    return ConfigFactory.parseMap(config.isShared() ? several(config) : one()).withFallback(usual);
  }

  /// Nobody talks to a process that is alone: its door stays shut, see [ClusterTls#shut()].
  private static Map<String, Object> one() {
    var settings = common();
    settings.put(ARTERY + "transport", "tls-tcp");
    return settings;
  }

  private static Map<String, Object> common() {
    var settings = new HashMap<String, Object>();
    settings.put(CLUSTER + "app-version", Build.version());
    return settings;
  }

  private static Map<String, Object> several(ClusterConfig config) {
    var settings = common();
    settings.put(ARTERY + "transport", config.tls().areGiven() ? "tls-tcp" : "tcp");
    settings.put(ARTERY + "canonical.hostname", config.host());
    settings.put(ARTERY + "canonical.port", config.port());
    settings.put(ARTERY + "bind.hostname", config.bindHost());
    settings.put(CLUSTER + "min-nr-of-members", config.majority());
    settings.put(CLUSTER + "seed-node-timeout", config.firstAloneAfter());
    settings.put(CLUSTER + "failure-detector.acceptable-heartbeat-pause", config.silenceMax());
    settings.put(CLUSTER + "split-brain-resolver.stable-after", config.stableAfter());
    settings.put(CLUSTER + "down-removal-margin", config.stableAfter());
    // A majority of the nodes there are, not of five.
    settings.put(SHARDING + "distributed-data.majority-min-cap", 0);
    settings.put(SHARDING + "coordinator-state.write-majority-plus", 0);
    settings.put(SHARDING + "coordinator-state.read-majority-plus", 0);
    // Shards are handed over in order; a process that leaves waits for that.
    settings.put(
        "pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout", "10s");
    settings.put(ARTERY + "large-message-destinations", LARGE);
    return settings;
  }

  /// Where heartbeats of many workers and proofs go, and where what came of them goes back to.
  private static final List<String> LARGE =
      List.of(
          "/system/sharding/session",
          "/system/sharding/ledger",
          "/system/sharding/round",
          "/temp/*");
}
