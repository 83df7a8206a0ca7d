package io.byteleap.miner;

import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.keys.Ss58;
import io.byteleap.miner.admission.AddressRange;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.tls.TlsConfig;
import io.byteleap.miner.validator.AxonOverride;
import io.byteleap.miner.validator.Blacklist;
import io.byteleap.miner.validator.ValidatorPolicy;
import io.byteleap.miner.validator.ValidatorPolicy.Trust;
import io.byteleap.miner.worker.DoorPath;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.LoggingConfig;
import io.byteleap.node.SubtensorConfig;
import io.byteleap.node.WalletConfig;
import io.byteleap.transport.WebSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `miner_config.yaml`. Every key of the existing miner is known; what this version does not use
/// yet is said beside it in `deploy/config/miner.yaml`.
public record MinerConfig(
    @Fallback("128") int netuid,
    SubtensorConfig subtensor,
    MetagraphConfig metagraph,
    WalletConfig wallet,
    @Fallback("[]") List<HotkeyConfig> hotkeys,
    @Fallback("./data") Path dataDir,
    LoggingConfig logging,
    @Fallback("60") Duration heartbeatInterval,
    @Fallback("30") Duration taskPollInterval,
    @Fallback("3") int maxRetries,
    @Fallback("20") Duration drainTimeout,
    WorkerManagementConfig workerManagement,
    SecurityConfig security,
    StatusConfig status) {
  private static final Duration DRAIN_MAX = Duration.ofMinutes(10);

  /// `wallet` when nothing is said of it.
  private static final WalletConfig NO_WALLET =
      new WalletConfig(
          "default",
          "default",
          Path.of(System.getProperty("user.home", ""), ".bittensor", "wallets"),
          Path.of(""));

  public MinerConfig {
    Require.atLeastOne("netuid", netuid);
    var _ = new Netuid(netuid);
    Require.positive("heartbeat_interval", heartbeatInterval);
    Require.positive("task_poll_interval", taskPollInterval);
    Require.atLeastOne("max_retries", maxRetries);
    Require.positive("drain_timeout", drainTimeout);
    if (drainTimeout.compareTo(DRAIN_MAX) > 0) {
      throw new IllegalArgumentException("drain_timeout must be " + DRAIN_MAX + " at most");
    }
    hotkeys = HotkeyList.checked(hotkeys, workerManagement.port());
    if (!hotkeys.isEmpty() && !wallet.equals(NO_WALLET)) {
      throw new IllegalArgumentException(
          "wallet and hotkeys stand beside each other: move wallet into hotkeys");
    }
    refuseSharedPort(status.port(), hotkeys, workerManagement.port());
  }

  private static void refuseSharedPort(int status, List<HotkeyConfig> hotkeys, int usual) {
    boolean shared =
        hotkeys.isEmpty()
            ? status == usual
            : hotkeys.stream().anyMatch(hotkey -> hotkey.port() == status);
    if (shared) {
      throw new IllegalArgumentException(
          "status.port " + status + " is a port for workers too; give it another one");
    }
  }

  /// The hotkeys that this miner speaks for: those of the list, or the one of `wallet`.
  public List<HotkeyConfig> identities() {
    return hotkeys.isEmpty()
        ? List.of(new HotkeyConfig(wallet, workerManagement.port(), DoorPath.ROOT))
        : hotkeys;
  }

  public record MetagraphConfig(
      @Fallback("60") Duration syncInterval,
      @Fallback("{}") Map<String, AxonOverride> validatorWhitelist,
      @Fallback("true") boolean whitelistNeedsPermit,
      @Fallback("10000") long validatorMinStakeTao,
      BlacklistConfig blacklist) {
    /// There are no more tao than these.
    private static final long TAO_MAX = 21_000_000;

    public MetagraphConfig {
      Require.positive("sync_interval", syncInterval);
      if (validatorMinStakeTao < 1 || validatorMinStakeTao > TAO_MAX) {
        throw new IllegalArgumentException("validator_min_stake_tao must be 1 to " + TAO_MAX);
      }
      validatorWhitelist.keySet().stream()
          .filter(address -> !Ss58.isAddress(address))
          .findFirst()
          .ifPresent(
              address -> {
                throw new IllegalArgumentException(
                    "validator_whitelist: not an SS58 address with a right checksum: " + address);
              });
      validatorWhitelist = Collections.unmodifiableMap(new LinkedHashMap<>(validatorWhitelist));
    }

    public ValidatorPolicy policy() {
      var whitelist =
          validatorWhitelist.entrySet().stream()
              .collect(Collectors.toMap(entry -> new Hotkey(entry.getKey()), Map.Entry::getValue));
      return new ValidatorPolicy(
          Stake.ofTao(validatorMinStakeTao),
          whitelist,
          whitelistNeedsPermit ? Trust.PERMIT_NEEDED : Trust.UNCONDITIONAL);
    }
  }

  public record BlacklistConfig(
      @Fallback("5") int threshold, @Fallback("600") Duration ttlSeconds) {
    public BlacklistConfig {
      Require.atLeastOne("threshold", threshold);
      Require.positive("ttl_seconds", ttlSeconds);
    }

    public Blacklist blacklist() {
      return Blacklist.of(threshold, ttlSeconds);
    }
  }

  public record WorkerManagementConfig(
      @Fallback("0.0.0.0") String host,
      @Fallback("7799") int port,
      @Fallback("30") Duration heartbeatInterval,
      @Fallback("90") Duration heartbeatTimeout,
      @Fallback("30") Duration registrationTimeout,
      @Fallback("10") int framesPerSecond,
      @Fallback("undecided") LegacyPolicy.Decision legacyWorkers,
      @Fallback("[]") List<AddressRange> legacyAddresses,
      TlsConfig tls,
      @Fallback("\"\"") String publicUrl) {
    public WorkerManagementConfig {
      legacyAddresses = List.copyOf(legacyAddresses);
      Require.peerPort("port", port);
      Require.positive("heartbeat_interval", heartbeatInterval);
      Require.positive("heartbeat_timeout", heartbeatTimeout);
      Require.positive("registration_timeout", registrationTimeout);
      Require.atLeastOne("frames_per_second", framesPerSecond);
      if (!publicUrl.isEmpty()) {
        checkPublicUrl(publicUrl);
      }
    }

    private static void checkPublicUrl(String url) {
      try {
        WebSocketAddress.check(WebSocketAddress.read(url, "wss://miner.example:7799"));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("public_url " + e.getMessage(), e);
      }
    }

    public LegacyPolicy legacy() {
      return new LegacyPolicy(legacyWorkers, legacyAddresses);
    }
  }

  public record SecurityConfig(@Fallback("compat") HandshakePolicy handshake) {}

  /// Where operators find this node.
  public record StatusConfig(@Fallback("127.0.0.1") String host, @Fallback("9093") int port) {
    public StatusConfig {
      new ListenAddress(host, port);
    }

    public ListenAddress address() {
      return new ListenAddress(host, port);
    }
  }
}
