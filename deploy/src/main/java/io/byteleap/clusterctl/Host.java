package io.byteleap.clusterctl;

import io.byteleap.config.Fallback;
import io.byteleap.validator.cluster.NodeAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One host of an inventory, and the node on it.
///
/// - `name`: lower-case letters, digits and `-`, at most 63; for people.
/// - `address`: by which the other nodes reach it, a name or an IPv4 address; for a validator it is
///   `cluster.host`.
/// - `ssh`: `[user@]host[:port]` by which it is reached from here; or else
/// - `namespace`: a file with the id of a process in the namespaces of a test host.
/// - `wallets`: the folder on the host that holds the hotkey; empty: the usual one.
/// - `miner`: for a worker that has not joined, the name of the host whose miner gives it a token.
/// - `settings`: keys of the node's configuration with the values that this host has.
public record Host(
    String name,
    Tier tier,
    String address,
    @Fallback("\"\"") String ssh,
    @Fallback("\"\"") Path namespace,
    @Fallback("0") int statusPort,
    @Fallback("2551") int clusterPort,
    @Fallback("\"\"") String wallets,
    @Fallback("\"\"") String miner,
    @Fallback("{}") Map<String, String> settings) {
  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final String HOST = "[A-Za-z0-9]([A-Za-z0-9.-]{0,252})";
  private static final String SSH = "([a-z_][a-z0-9_-]{0,31}@)?" + HOST + "(:[0-9]{1,5})?";
  private static final String FOLDER = "/[A-Za-z0-9._/-]{1,255}";
  private static final String KEY = "[a-z0-9_]+(\\.[a-z0-9_]+)*";
  private static final int PORT_MAX = 65_535;
  private static final int VALUE_MAX = 1_000;

  /// What the inventory itself decides.
  private static final List<String> OURS =
      List.of(
          "cluster.nodes",
          "cluster.host",
          "cluster.port",
          "cluster.tls.",
          "database.url",
          "status.port",
          "wallet.path",
          "join_token_file");

  public Host {
    require(name.matches(NAME), "name must be lower-case letters, digits and -, is '" + name + "'");
    var _ = new NodeAddress(address, clusterPort);
    require(
        ssh.isEmpty() != namespace.toString().isEmpty(),
        "ssh or namespace is needed, and not both");
    require(ssh.isEmpty() || ssh.matches(SSH), "ssh must be [user@]host[:port], is '" + ssh + "'");
    require(statusPort >= 0 && statusPort <= PORT_MAX, "status_port must be 1 to 65535");
    require(
        wallets.isEmpty() || wallets.matches(FOLDER),
        "wallets must be an absolute path of letters, digits, . _ and -");
    require(tier == Tier.WORKER || miner.isEmpty(), "miner is for workers only");
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    settings.forEach(Host::requireSetting);
  }

  private static void requireSetting(String key, String value) {
    require(key.matches(KEY), "settings: '" + key + "' is no key of a configuration");
    require(
        OURS.stream()
            .noneMatch(ours -> ours.endsWith(".") ? key.startsWith(ours) : key.equals(ours)),
        "settings: " + key + " is what the inventory itself says");
    require(
        value.length() <= VALUE_MAX && value.chars().noneMatch(Character::isISOControl),
        "settings: " + key + " must be one line of at most " + VALUE_MAX + " characters");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  int statusPortOrUsual() {
    return statusPort == 0 ? tier.usualStatusPort() : statusPort;
  }

  NodeAddress clusterAddress() {
    return new NodeAddress(address, clusterPort);
  }

  /// The folder with its hotkey; empty for a worker, which has none.
  String walletFolder() {
    return switch (tier) {
      case WORKER -> "";
      case VALIDATOR, MINER ->
          wallets.isEmpty() ? "/var/lib/byteleap/" + tier.word() + "/.bittensor/wallets" : wallets;
    };
  }

  /// The settings of this host by which the inventory reaches the node and the node its things.
  SortedMap<String, String> allSettings() {
    var all = new TreeMap<>(settings);
    all.put("status.port", Integer.toString(statusPortOrUsual()));
    Stream.of(walletFolder())
        .filter(folder -> !folder.isEmpty())
        .forEach(folder -> all.put("wallet.path", folder));
    if (!miner.isEmpty()) {
      all.put("join_token_file", NodeFiles.JOIN_TOKEN);
    }
    return all;
  }
}
