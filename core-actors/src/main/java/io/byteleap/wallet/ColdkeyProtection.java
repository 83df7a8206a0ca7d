package io.byteleap.wallet;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// How a command protects the coldkey that it writes.
final class ColdkeyProtection {
  @Option(names = "--no-password", description = "Leaves the coldkey unencrypted.")
  private boolean noPassword;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "File that holds the coldkey's password.")
  private Path passwordFile = Path.of("");

  /// Asks for a new password, twice, when nothing else gives one.
  NewFile.Protection of(NewFile coldkey, Surroundings surroundings) throws WalletProblem {
    if (noPassword) {
      return NewFile.Protection.NONE;
    }
    var passwords =
        PasswordSource.usual(passwordFile, surroundings.environment(), surroundings.newPassword());
    return coldkey.encrypted(passwords, surroundings);
  }
}
