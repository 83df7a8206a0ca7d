package io.byteleap.wallet;

import io.byteleap.domain.units.Label;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `wallet list`: every wallet in the folder with the addresses of its keys.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the wallets in a folder and the addresses of their keys.")
final class ListWallets implements Callable<Integer> {
  /// A folder with more is cut off, saying so.
  private static final int ENTRIES_MAX = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private WalletOptions options = new WalletOptions();

  @Override
  public Integer call() {
    return WalletCommand.run(
        spec,
        () -> {
          var out = spec.commandLine().getOut();
          var names = names(options.root(), out);
          if (names.isEmpty()) {
            out.println("no wallets in " + options.root());
          }
          for (WalletName name : names) {
            show(name, Wallet.at(options.root(), name), out);
          }
        });
  }

  private static void show(WalletName name, Wallet wallet, PrintWriter out) throws WalletProblem {
    out.println(name);
    out.println("  coldkey " + shown(PublicHalf.ofColdkey(wallet)));
    if (Files.isDirectory(wallet.hotkeys())) {
      for (WalletName hotkey : names(wallet.hotkeys(), out)) {
        if (!hotkey.value().endsWith(Wallet.PUBLIC_SUFFIX)) {
          out.println("  hotkey " + hotkey + " " + shown(PublicHalf.ofHotkey(wallet, hotkey)));
        }
      }
    }
  }

  private static String shown(PublicHalf half) {
    return switch (half) {
      case PublicHalf.Known(var key, var note) -> key + note;
      case PublicHalf.Unknown _ -> "unknown" + half.note();
    };
  }

  /// Names in a folder, in order; what cannot be a wallet's or hotkey's name is passed by.
  private static List<WalletName> names(Path folder, PrintWriter out) throws WalletProblem {
    try (var entries = Files.list(folder)) {
      var names =
          entries
              .map(entry -> String.valueOf(entry.getFileName()))
              .filter(WalletName::isOne)
              .sorted()
              .limit(ENTRIES_MAX + 1L)
              .map(WalletName::new)
              .toList();
      if (names.size() > ENTRIES_MAX) {
        out.println(Label.of(folder.toString()) + ": only the first " + ENTRIES_MAX + " are shown");
      }
      return names.subList(0, Math.min(names.size(), ENTRIES_MAX));
    } catch (IOException e) {
      throw new WalletProblem(folder + " cannot be read");
    }
  }
}
