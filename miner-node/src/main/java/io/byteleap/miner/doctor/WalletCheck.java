package io.byteleap.miner.doctor;

import io.byteleap.durable.SecretFile;
import io.byteleap.miner.HotkeyConfig;
import io.byteleap.node.Finding;
import io.byteleap.node.WalletConfig;
import io.byteleap.wallet.KeyReading;
import io.byteleap.wallet.PasswordSource;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.nio.file.Path;

/// Whether a hotkey is where the configuration says, can be opened, and is for its owner only.
final class WalletCheck {
  private WalletCheck() {}

  static Finding of(HotkeyConfig identity) {
    String check = "wallet " + identity.name();
    var config = identity.wallet();
    try {
      var wallet = Wallet.at(config.path(), new WalletName(config.name()));
      var name = new WalletName(config.hotkey());
      return of(check, wallet.hotkey(name), config, wallet.openHotkey(name, PasswordSource.none()));
    } catch (IllegalArgumentException e) {
      return Finding.fail(check, String.valueOf(e.getMessage()), "mend wallet.name, wallet.hotkey");
    }
  }

  private static Finding of(String check, Path file, WalletConfig config, KeyReading reading) {
    return switch (reading) {
      case KeyReading.Signing(var keypair, var exposure) -> {
        try (keypair) {
          String address = keypair.publicKey().address().value();
          yield switch (exposure) {
            case OWNER_ONLY -> Finding.ok(check, address);
            case OTHERS_TOO ->
                Finding.warn(check, file + " can be read by others", "chmod 600 " + file);
          };
        }
      }
      case KeyReading.PublicOnly _ ->
          Finding.fail(
              check,
              file + " has no secret key in it, so it cannot sign",
              "put the hotkey there, or name another one in wallet.hotkey");
      case KeyReading.Refused(var why) when why == KeyReading.Why.NO_PASSWORD ->
          encrypted(check, config.passwordFile());
      case KeyReading.Refused(var why) when why == KeyReading.Why.MISSING ->
          Finding.fail(
              check,
              file + ": " + why.text(),
              "make it (byteleap-miner wallet new), or mend wallet.path, wallet.name,"
                  + " wallet.hotkey");
      case KeyReading.Refused(var why) when why == KeyReading.Why.OTHERS_MAY_WRITE ->
          Finding.fail(check, file + " may be written by others", "chmod 600 " + file);
      case KeyReading.Refused(var why) ->
          Finding.fail(check, file + " " + why.text(), "put the hotkey's own file there");
    };
  }

  private static Finding encrypted(String check, Path passwordFile) {
    if (passwordFile.toString().isEmpty()) {
      return Finding.warn(
          check,
          "is encrypted, and password_file is not set",
          "set wallet.password_file, or be there to type the password at each start");
    }
    try {
      return SecretFile.fault(passwordFile).isPresent()
          ? Finding.fail(
              check,
              passwordFile + " can be read by others than its owner",
              "chmod 600 " + passwordFile)
          : Finding.ok(check, "is encrypted, its password is in " + passwordFile);
    } catch (IOException e) {
      return Finding.fail(
          check,
          "is encrypted, and " + passwordFile + " cannot be read",
          "put the password there, chmod 600");
    }
  }
}
