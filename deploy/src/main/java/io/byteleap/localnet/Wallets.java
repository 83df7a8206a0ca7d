package io.byteleap.localnet;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.wallet.KeyReading;
import io.byteleap.wallet.PasswordSource;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The wallets of the nodes that have a hotkey, one a node, named after it. Made when they are
/// missing, and the same from run to run.
public record Wallets(Path root, Map<String, Hotkey> hotkeys) {
  private static final WalletName HOTKEY = new WalletName(WalletName.DEFAULT);

  public Wallets {
    hotkeys = Map.copyOf(hotkeys);
  }

  /// Those of a validator and `minerCount` miners.
  public static Wallets in(Path root, int minerCount) throws IOException {
    var names =
        Stream.concat(
                Stream.of(Plan.VALIDATOR),
                IntStream.rangeClosed(1, minerCount).mapToObj(Plan::minerName))
            .toList();
    Map<String, Hotkey> hotkeys = new HashMap<>();
    for (String name : names) {
      hotkeys.put(name, hotkey(Wallet.at(root, new WalletName(name))));
    }
    return new Wallets(root, hotkeys);
  }

  private static Hotkey hotkey(Wallet wallet) throws IOException {
    Path file = wallet.hotkey(HOTKEY);
    // A run that was killed while it made the wallet left an empty file, which nobody uses yet.
    if (Files.exists(file) && Files.size(file) == 0) {
      Files.delete(file);
    }
    return Files.exists(file) ? read(wallet, file) : wallet.makeHotkey(HOTKEY, new SecureRandom());
  }

  private static Hotkey read(Wallet wallet, Path file) throws IOException {
    return switch (wallet.openHotkey(HOTKEY, PasswordSource.none())) {
      case KeyReading.Signing(var keypair, _) -> {
        try (keypair) {
          yield keypair.publicKey().address();
        }
      }
      case KeyReading.PublicOnly _ -> throw new IOException(file + " has no secret key in it");
      case KeyReading.Refused(var why) -> throw new IOException(file + " " + why.text());
    };
  }

  public Hotkey of(String node) {
    var hotkey = hotkeys.get(node);
    if (hotkey == null) {
      throw new IllegalStateException("BUG: no wallet of " + node);
    }
    return hotkey;
  }

  /// The settings with which a node finds its own.
  Map<String, String> settings(String node) {
    return Map.of("wallet.name", node, "wallet.path", root.toString());
  }
}
