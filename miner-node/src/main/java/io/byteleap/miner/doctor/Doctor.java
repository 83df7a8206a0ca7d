package io.byteleap.miner.doctor;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.HotkeyConfig;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.Finding;
import io.byteleap.node.StatusReader;
import io.byteleap.node.StatusReader.Answered;
import io.byteleap.node.StatusReader.Silent;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds out what may be wrong with a miner and around it: of one that runs in its own words, of
/// one that does not by looking for itself. Changes nothing, and asks nobody for a password.
public final class Doctor {
  private final MinerConfig config;
  private final Function<MinerConfig, ChainSight> chain;
  private final InstantSource clock;

  public Doctor(MinerConfig config, Function<MinerConfig, ChainSight> chain, InstantSource clock) {
    this.config = config;
    this.chain = chain;
    this.clock = clock;
  }

  public List<Finding> findings() {
    int hotkeys = config.identities().size();
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok("configuration", hotkeys + (hotkeys == 1 ? " hotkey" : " hotkeys")));
    config.identities().forEach(identity -> findings.add(WalletCheck.of(identity)));
    try (var reader = StatusReader.at(config.status().address())) {
      switch (reader.get("/alive")) {
        case Answered(var _, var alive) -> {
          findings.add(
              Finding.ok(
                  "miner", "runs, version " + alive.textOr("version", "?") + ", " + reader.url()));
          findings.addAll(new RunningChecks(reader, clock).findings());
          DoorCheck.ofRunning(config, clock).forEach(findings::add);
        }
        case Silent(var why) -> {
          findings.add(
              Finding.warn(
                  "miner",
                  "does not answer at " + reader.url() + " (" + why + ")",
                  "start it (byteleap-miner run --config FILE); if it runs, see whether"
                      + " status.host and status.port are its own"));
          DoorCheck.ofStopped(config).forEach(findings::add);
          findings.addAll(
              new ChainChecks(config, addresses(), clock).findings(chain.apply(config)));
        }
      }
    }
    return List.copyOf(findings);
  }

  /// Which hotkey is whose, as far as that can be told without a password.
  record Address(HotkeyConfig config, Optional<Hotkey> hotkey) {}

  private List<Address> addresses() {
    return config.identities().stream()
        .map(identity -> new Address(identity, address(identity)))
        .toList();
  }

  private static Optional<Hotkey> address(HotkeyConfig identity) {
    var wallet = identity.wallet();
    try {
      return Wallet.at(wallet.path(), new WalletName(wallet.name()))
          .hotkeyAddress(new WalletName(wallet.hotkey()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the wallet's own finding says so
    }
  }
}
