package io.byteleap.wallet;

import io.byteleap.keys.Keypair;
import io.byteleap.keys.Mnemonic;
import io.byteleap.keys.PublicKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `wallet new`: draws a phrase for the coldkey, which is encrypted, and one for the hotkey, which
/// is not, since a node must start without a person. The phrases are in the files.
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes a new coldkey (encrypted) and hotkey (plain, readable by its owner).")
final class NewKeys implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private WalletOptions options = new WalletOptions();

  @Option(
      names = "--only",
      paramLabel = "KEY",
      defaultValue = "both",
      converter = Part.Converter.class,
      description = "Which key to make: coldkey, hotkey or both (default: both).")
  private Part part = Part.BOTH;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "12",
      description = "Words of a phrase: 12, 15, 18, 21 or 24 (default: 12).")
  private int words;

  @Option(
      names = "--show-mnemonic",
      description = "Shows the phrases on the terminal, once, to be written down.")
  private boolean showMnemonic;

  @Mixin private ColdkeyProtection protection = new ColdkeyProtection();

  NewKeys(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (!Mnemonic.isLength(words)) {
      throw new ParameterException(
          spec.commandLine(), "--words must be 12, 15, 18, 21 or 24, is " + words);
    }
    return WalletCommand.run(spec, this::make);
  }

  private void make() throws WalletProblem {
    var coldkey = NewFile.coldkey(options.wallet());
    var hotkey = NewFile.hotkey(options.wallet(), options.hotkey());
    if (part != Part.HOTKEY) {
      coldkey.mustNotExist();
    }
    if (part != Part.COLDKEY) {
      hotkey.mustNotExist();
    }
    if (showMnemonic && !surroundings.terminal().show("Write these words down, and hide them:")) {
      throw new WalletProblem("--show-mnemonic needs a terminal, to show the words on it only");
    }
    if (part != Part.HOTKEY) {
      make("coldkey", coldkey, protection.of(coldkey, surroundings));
    }
    if (part != Part.COLDKEY) {
      make("hotkey", hotkey, NewFile.Protection.NONE);
    }
  }

  private void make(String kind, NewFile file, NewFile.Protection chosen) throws WalletProblem {
    try (var mnemonic = Mnemonic.draw(words, surroundings.chance());
        var content = KeyText.of(mnemonic)) {
      var key = publicKey(mnemonic);
      file.write(content, key, chosen);
      if (showMnemonic) {
        surroundings.terminal().show(kind + ": " + mnemonic.phrase());
      }
      spec.commandLine().getOut().println(kind + " " + key + " in " + file.secret());
    }
  }

  private static PublicKey publicKey(Mnemonic mnemonic) {
    try (var seed = mnemonic.seed("");
        var keypair = Keypair.ofSeed(seed)) {
      return keypair.publicKey();
    }
  }
}
