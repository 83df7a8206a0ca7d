package io.byteleap.validator.cluster;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// `cluster`: the processes that are one validator together. Without `nodes` there is one process,
/// and the rest is not looked at.
public record ClusterConfig(
    @Fallback("[]") List<NodeAddress> nodes,
    @Fallback("\"\"") String host,
    @Fallback("2551") int port,
    @Fallback("\"\"") String bindHost,
    TlsFiles tls,
    @Fallback("false") boolean plaintextOnLoopback,
    @Fallback("3s") Duration silenceMax,
    @Fallback("2s") Duration stableAfter,
    @Fallback("60s") Duration joinTimeout) {
  private static final int NODES_MIN = 3;
  private static final int NODES_MAX = 9;
  private static final Duration SILENCE_MIN = Duration.ofSeconds(1);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  public ClusterConfig {
    nodes = List.copyOf(nodes);
    within("silence_max", silenceMax);
    within("stable_after", stableAfter);
    Require.positive("join_timeout", joinTimeout);
    if (!nodes.isEmpty()) {
      requireNodes(nodes, host, port);
      requireWay(nodes, tls, plaintextOnLoopback);
    }
  }

  /// Certificates in PEM with which processes know each other: the own chain, its key in PKCS #8,
  /// and the authority that signed them all.
  public record TlsFiles(
      @Fallback("\"\"") Path certificateFile,
      @Fallback("\"\"") Path keyFile,
      @Fallback("\"\"") Path caFile) {
    public TlsFiles {
      if (isSet(certificateFile) != isSet(keyFile) || isSet(certificateFile) != isSet(caFile)) {
        throw new IllegalArgumentException(
            "certificate_file, key_file and ca_file are needed together");
      }
    }

    boolean areGiven() {
      return isSet(certificateFile);
    }

    private static boolean isSet(Path file) {
      return !file.toString().isEmpty();
    }
  }

  private static void within(String key, Duration value) {
    if (value.compareTo(SILENCE_MIN) < 0 || value.compareTo(SILENCE_MAX) > 0) {
      throw new IllegalArgumentException(key + " must be 1s to 60s");
    }
  }

  private static void requireNodes(List<NodeAddress> nodes, String host, int port) {
    if (nodes.size() < NODES_MIN || nodes.size() > NODES_MAX) {
      throw new IllegalArgumentException(
          "nodes must be none, or "
              + NODES_MIN
              + " to "
              + NODES_MAX
              + ": of two, neither can tell whether the other or the way to it is gone");
    }
    if (new HashSet<>(nodes).size() != nodes.size()) {
      throw new IllegalArgumentException("nodes must not name one twice");
    }
    if (nodes.stream().noneMatch(node -> node.host().equals(host) && node.port() == port)) {
      throw new IllegalArgumentException(
          "nodes must name this process too, by its host and port: " + host + ":" + port);
    }
  }

  private static void requireWay(List<NodeAddress> nodes, TlsFiles tls, boolean plaintext) {
    if (tls.areGiven() == plaintext) {
      throw new IllegalArgumentException(
          "either tls (certificate_file, key_file, ca_file) or plaintext_on_loopback is needed");
    }
    if (plaintext && !nodes.stream().allMatch(NodeAddress::isLoopback)) {
      throw new IllegalArgumentException(
          "plaintext_on_loopback is for nodes on this machine only; others need tls");
    }
  }

  /// Whether there is more than one process.
  public boolean isShared() {
    return !nodes.isEmpty();
  }

  /// This process among the nodes; only where there are several.
  NodeAddress self() {
    return new NodeAddress(host, port);
  }

  /// How many processes must see each other for the validator to work: more than half.
  int majority() {
    return nodes.size() / 2 + 1;
  }

  /// How long the first of the nodes looks for the others before it begins a cluster of its own,
  /// in which it then waits for them. Too soon, and a slow one begins beside the one there is.
  Duration firstAloneAfter() {
    return joinTimeout.dividedBy(4);
  }

  /// How long a process may stand still before the others may take its place.
  public Duration standstillMax() {
    return silenceMax.plus(stableAfter);
  }
}
