package io.byteleap.wallet;

import io.byteleap.keys.PublicKey;
import java.nio.file.Path;

/// What can be told of a key without its password.
sealed interface PublicHalf {
  /// `note` says, in brackets, what is odd about the secret file; it may be empty.
  record Known(PublicKey key, String note) implements PublicHalf {}

  record Unknown(KeyReading.Why why) implements PublicHalf {}

  static PublicHalf ofColdkey(Wallet wallet) {
    return of(wallet.coldkey(), wallet.coldkeyPublic());
  }

  static PublicHalf ofHotkey(Wallet wallet, WalletName name) {
    return of(wallet.hotkey(name), wallet.hotkeyPublic(name));
  }

  /// A plain file is read itself; of every other the public file beside it.
  private static PublicHalf of(Path secret, Path publicFile) {
    return switch (KeyFile.read(secret, PasswordSource.none())) {
      case KeyReading.Signing(var keypair, var exposure) -> {
        try (keypair) {
          yield new Known(keypair.publicKey(), note(exposure));
        }
      }
      case KeyReading.PublicOnly(var key) -> new Known(key, " (public only)");
      case KeyReading.Refused(var why) -> besides(publicFile, why);
    };
  }

  private static PublicHalf besides(Path publicFile, KeyReading.Why why) {
    return switch (KeyFile.read(publicFile, PasswordSource.none())) {
      case KeyReading.PublicOnly(var key) -> new Known(key, note(why));
      case KeyReading.Signing(var keypair, var _) -> {
        try (keypair) {
          yield new Known(keypair.publicKey(), note(why));
        }
      }
      case KeyReading.Refused _ -> new Unknown(why);
    };
  }

  private static String note(KeyReading.Exposure exposure) {
    return switch (exposure) {
      case OWNER_ONLY -> "";
      case OTHERS_TOO -> " (may be read by others than its owner: chmod 600)";
    };
  }

  private static String note(KeyReading.Why why) {
    return why == KeyReading.Why.NO_PASSWORD ? " (encrypted)" : " (" + why.text() + ")";
  }

  default String note() {
    return switch (this) {
      case Known(var _, var note) -> note;
      case Unknown(var why) -> " (" + why.text() + ")";
    };
  }
}
