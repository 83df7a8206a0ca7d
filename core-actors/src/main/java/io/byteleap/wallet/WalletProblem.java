package io.byteleap.wallet;

/// Why a command cannot go on, in words for the person who gave it. Thrown inside a command,
/// printed by [WalletCommand]; holds nothing secret.
final class WalletProblem extends Exception {
  private static final long serialVersionUID = 1L;

  WalletProblem(String why) {
    super(why, null, false, false);
  }
}
