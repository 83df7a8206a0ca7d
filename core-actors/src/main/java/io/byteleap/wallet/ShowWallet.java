package io.byteleap.wallet;

import io.byteleap.keys.PublicKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `wallet show`: the public halves of a wallet's coldkey and of one of its hotkeys.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows address, public key and file of a wallet's coldkey and hotkey.")
final class ShowWallet implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private WalletOptions options = new WalletOptions();

  @Override
  public Integer call() {
    return WalletCommand.run(
        spec,
        () -> {
          var wallet = options.wallet();
          var out = spec.commandLine().getOut();
          show("coldkey", wallet.coldkey(), PublicHalf.ofColdkey(wallet), out);
          show(
              "hotkey",
              wallet.hotkey(options.hotkey()),
              PublicHalf.ofHotkey(wallet, options.hotkey()),
              out);
        });
  }

  private static void show(String kind, Path file, PublicHalf half, PrintWriter out)
      throws WalletProblem {
    PublicKey key =
        switch (half) {
          case PublicHalf.Known(var known, var _) -> known;
          case PublicHalf.Unknown(var why) -> throw new WalletProblem(file + " " + why.text());
        };
    out.println(kind + " " + key);
    out.println("  public key " + key.hex());
    out.println("  file " + file + half.note());
  }
}
