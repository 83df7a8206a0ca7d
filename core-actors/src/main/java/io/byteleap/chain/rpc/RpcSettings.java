package io.byteleap.chain.rpc;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// Which nodes, the preferred one first, and how long to wait for what.
public record RpcSettings(List<NodeUrl> endpoints, Timing timing) {
  /// Endpoints that may be named.
  public static final int ENDPOINTS_MAX = 8;

  public RpcSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty() || endpoints.size() > ENDPOINTS_MAX) {
      throw new IllegalArgumentException("1 to " + ENDPOINTS_MAX + " endpoints are needed");
    }
    if (new HashSet<>(endpoints).size() < endpoints.size()) {
      throw new IllegalArgumentException("an endpoint is named twice");
    }
  }

  /// `dial`: for the connection to open, and again for the node to answer its first two questions.
  /// `keepAlive`: after so much silence the node is pinged, and after as much again given up.
  /// `proven`: a connection that lasted so long was of use. `preferredAgain`: how long a less
  /// preferred node is used before those before it are tried again. `pauseFirst` and `pauseLast`:
  /// between rounds of trying all endpoints.
  public record Timing(
      Duration dial,
      Duration keepAlive,
      Duration proven,
      Duration preferredAgain,
      Duration pauseFirst,
      Duration pauseLast) {
    public static final Timing USUAL =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    public Timing {
      var all = List.of(dial, keepAlive, proven, preferredAgain, pauseFirst, pauseLast);
      if (!all.stream().allMatch(Duration::isPositive)) {
        throw new IllegalArgumentException("every time must be positive");
      }
    }
  }
}
