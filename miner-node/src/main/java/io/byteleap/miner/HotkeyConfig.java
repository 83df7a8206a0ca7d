package io.byteleap.miner;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.miner.worker.DoorPath;
import io.byteleap.node.WalletConfig;

/// One entry of `hotkeys`: where the key is, and where its workers connect. Port 0 is that of
/// `worker_management`.
public record HotkeyConfig(
    WalletConfig wallet, @Fallback("0") int port, @Fallback("/") DoorPath path) {
  public HotkeyConfig {
    if (port != 0) {
      Require.peerPort("port", port);
    }
  }

  HotkeyConfig atPort(int usual) {
    return port == 0 ? new HotkeyConfig(wallet, usual, path) : this;
  }

  /// Name of the key among the operator's own, such as `miner-1/default`.
  public String name() {
    return wallet.name() + "/" + wallet.hotkey();
  }

  /// Where its workers connect, such as `7799/miner-1`.
  public String door() {
    return port + path.value();
  }
}
