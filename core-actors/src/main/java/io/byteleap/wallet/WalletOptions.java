package io.byteleap.wallet;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which wallet and hotkey a command is about; the names and variables are those of the network's
/// own tools.
final class WalletOptions {
  @Option(
      names = {"--wallet-path", "--wallet.path"},
      paramLabel = "FOLDER",
      defaultValue = "${env:BT_WALLET_PATH:-~/.bittensor/wallets}",
      description = "Folder of all wallets (default: ~/.bittensor/wallets).")
  private Path path = Path.of("");

  @Option(
      names = {"--wallet.name", "--wallet-name"},
      paramLabel = "NAME",
      converter = NameConverter.class,
      defaultValue = "${env:BT_WALLET_NAME:-default}",
      description = "Name of the wallet (default: default).")
  private WalletName name = new WalletName(WalletName.DEFAULT);

  @Option(
      names = {"--hotkey", "--wallet.hotkey"},
      paramLabel = "NAME",
      converter = NameConverter.class,
      defaultValue = "${env:BT_WALLET_HOTKEY:-default}",
      description = "Name of the hotkey (default: default).")
  private WalletName hotkey = new WalletName(WalletName.DEFAULT);

  Path root() {
    return Wallet.expanded(path);
  }

  Wallet wallet() {
    return Wallet.at(path, name);
  }

  WalletName hotkey() {
    return hotkey;
  }

  /// Refuses a bad name with its own words.
  static final class NameConverter implements ITypeConverter<WalletName> {
    @Override
    public WalletName convert(String text) {
      try {
        return new WalletName(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
