package io.byteleap.wallet;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.Mnemonic;
import io.byteleap.node.WalletConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One wallet: a folder with a coldkey, its public half, and hotkeys.
///
/// `coldkey` is usually encrypted, `coldkeypub.txt` is public, `hotkeys/NAME` is usually plain, and
/// `hotkeys/NAMEpub.txt`, if there is one, is public.
public record Wallet(Path folder) {
  private static final int WORDS = 12;

  static final String HOTKEYS = "hotkeys";
  static final String PUBLIC_SUFFIX = "pub.txt";

  /// The wallet `name` under `root`, in which a leading `~` is the user's home.
  public static Wallet at(Path root, WalletName name) {
    return new Wallet(expanded(root).resolve(name.value()));
  }

  /// Reads the hotkey of a node's configuration. Takes seconds and half a gigabyte when it is
  /// encrypted: not for an actor's thread.
  public static KeyReading open(WalletConfig config, PasswordSource passwords) {
    return at(config.path(), new WalletName(config.name()))
        .openHotkey(new WalletName(config.hotkey()), passwords);
  }

  public KeyReading openHotkey(WalletName name, PasswordSource passwords) {
    return KeyFile.read(hotkey(name), passwords);
  }

  /// Makes a hotkey of chance, plain and readable by its owner only, and returns its address. An
  /// [IOException] when there is one, or it cannot be written.
  public Hotkey makeHotkey(WalletName name, RandomGenerator chance) throws IOException {
    try (var mnemonic = Mnemonic.draw(WORDS, chance);
        var content = KeyText.of(mnemonic);
        var seed = mnemonic.seed("");
        var keypair = Keypair.ofSeed(seed)) {
      NewFile.hotkey(this, name).write(content, keypair.publicKey(), NewFile.Protection.NONE);
      return keypair.publicKey().address();
    } catch (WalletProblem e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  public Path coldkey() {
    return folder.resolve("coldkey");
  }

  public Path coldkeyPublic() {
    return folder.resolve("coldkey" + PUBLIC_SUFFIX);
  }

  public Path hotkeys() {
    return folder.resolve(HOTKEYS);
  }

  public Path hotkey(WalletName name) {
    return hotkeys().resolve(name.value());
  }

  public Path hotkeyPublic(WalletName name) {
    return hotkeys().resolve(name.value() + PUBLIC_SUFFIX);
  }

  /// The address of a hotkey, as far as it can be told without a password.
  public Optional<Hotkey> hotkeyAddress(WalletName name) {
    return switch (PublicHalf.ofHotkey(this, name)) {
      case PublicHalf.Known(var key, var _) -> Optional.of(key.address());
      case PublicHalf.Unknown _ -> Optional.empty();
    };
  }

  static Path expanded(Path path) {
    return path.startsWith("~")
        ? Path.of(System.getProperty("user.home")).resolve(Path.of("~").relativize(path))
        : path;
  }
}
