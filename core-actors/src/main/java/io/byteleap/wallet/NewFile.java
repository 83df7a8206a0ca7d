package io.byteleap.wallet;

import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretBytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A key file that is about to be written, and the public one beside it.
record NewFile(Path secret, Path publicHalf) {
  static NewFile coldkey(Wallet wallet) {
    return new NewFile(wallet.coldkey(), wallet.coldkeyPublic());
  }

  static NewFile hotkey(Wallet wallet, WalletName name) {
    return new NewFile(wallet.hotkey(name), wallet.hotkeyPublic(name));
  }

  /// Fails when one of the two is there: no key is ever written over.
  void mustNotExist() throws WalletProblem {
    for (Path file : new Path[] {secret, publicHalf}) {
      if (Files.exists(file)) {
        throw exists(file);
      }
    }
  }

  /// Writes both; `content` is plain, `key` encrypts it.
  void write(SecretBytes content, PublicKey key, Protection protection) throws WalletProblem {
    try {
      KeyFile.write(secret, protection.applied(content));
      KeyFile.writePublic(publicHalf, key);
    } catch (FileAlreadyExistsException e) {
      throw exists(Path.of(e.getFile()));
    } catch (IOException e) {
      throw new WalletProblem(secret + " cannot be written: " + e.getClass().getSimpleName());
    }
  }

  private static WalletProblem exists(Path file) {
    return new WalletProblem(file + " exists; no key is written over");
  }

  /// What is done to the content before it is written.
  interface Protection {
    Protection NONE = content -> content.reveal().clone();

    byte[] applied(SecretBytes content);
  }

  /// Encryption with the password that `passwords` have for this file. Asks for it now, so that
  /// nothing is drawn and written for which there is none.
  Protection encrypted(PasswordSource passwords, Surroundings surroundings) throws WalletProblem {
    return switch (passwords.password(secret)) {
      case PasswordSource.Missing() ->
          throw new WalletProblem(
              "no password for " + secret + ": give --password-file, or --no-password");
      case PasswordSource.Bad() ->
          throw new WalletProblem(
              "no good password for " + secret + ": 1 to 1024 bytes, twice the same");
      case PasswordSource.Exposed() ->
          throw new WalletProblem(
              "the file with the password for "
                  + secret
                  + " can be read or written by others: chmod 600");
      case PasswordSource.Given(var password) -> {
        try (password) {
          var key =
              surroundings
                  .cost()
                  .derived(password)
                  .orElseThrow(
                      () ->
                          new WalletProblem(
                              secret + " " + KeyReading.Why.TOO_LITTLE_MEMORY.text()));
          yield content -> NaclFile.sealed(content, key, surroundings.chance());
        }
      }
    };
  }
}
