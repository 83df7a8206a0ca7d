package io.byteleap.wallet;

import io.byteleap.durable.SecretFile;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.Mnemonic;
import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretBytes;
import io.byteleap.keys.SecretUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `wallet import`: writes the key of a phrase, a seed or a secret URI, which is typed or comes
/// from a file, and never stands on the command line, where everybody on the machine could read it.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes the key of a phrase, a seed (0x...) or a secret URI (phrase//path).")
final class ImportKey implements Callable<Integer> {
  private static final int SECRET_BYTES_MAX = 4_096;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private WalletOptions options = new WalletOptions();

  @Option(
      names = "--only",
      required = true,
      paramLabel = "KEY",
      converter = Part.Converter.class,
      description = "Which key it becomes: coldkey or hotkey.")
  private Part part = Part.HOTKEY;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "File that holds the secret (default: asks for it).")
  private Path secretFile = Path.of("");

  @Mixin private ColdkeyProtection protection = new ColdkeyProtection();

  ImportKey(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return switch (part) {
      case BOTH ->
          throw new ParameterException(spec.commandLine(), "--only must be coldkey or hotkey");
      case COLDKEY -> WalletCommand.run(spec, () -> write(NewFile.coldkey(options.wallet())));
      case HOTKEY ->
          WalletCommand.run(spec, () -> write(NewFile.hotkey(options.wallet(), options.hotkey())));
    };
  }

  private void write(NewFile file) throws WalletProblem {
    file.mustNotExist();
    try (var imported = imported(secret())) {
      var chosen =
          part == Part.COLDKEY ? protection.of(file, surroundings) : NewFile.Protection.NONE;
      file.write(imported.content(), imported.key(), chosen);
      spec.commandLine()
          .getOut()
          .println(
              part.name().toLowerCase(java.util.Locale.ROOT)
                  + " "
                  + imported.key()
                  + " in "
                  + file.secret());
    }
  }

  private String secret() throws WalletProblem {
    if (!secretFile.toString().isEmpty()) {
      try (var in = Files.newInputStream(secretFile)) {
        var fault = SecretFile.fault(secretFile);
        if (fault.isPresent()) {
          throw new WalletProblem(secretFile + " " + fault.get());
        }
        return new String(in.readNBytes(SECRET_BYTES_MAX), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new WalletProblem(secretFile + " cannot be read");
      }
    }
    char[] typed =
        surroundings
            .terminal()
            .secret("Phrase, seed or secret URI: ")
            .orElseThrow(
                () -> new WalletProblem("there is no terminal to ask at: give --secret-file"));
    String secret = new String(typed).strip();
    Arrays.fill(typed, '\0');
    return secret;
  }

  private record Imported(SecretBytes content, PublicKey key) implements AutoCloseable {
    @Override
    public void close() {
      content.close();
    }
  }

  /// A phrase alone is kept as a phrase; of everything else there is the private key.
  private static Imported imported(String secret) throws WalletProblem {
    return switch (SecretUri.read(secret)) {
      case SecretUri.Refused(var why) -> throw new WalletProblem("not a secret key: " + why);
      case SecretUri.Key(var keypair) -> {
        try (keypair) {
          yield new Imported(content(secret, keypair), keypair.publicKey());
        }
      }
    };
  }

  private static SecretBytes content(String secret, Keypair keypair) {
    return switch (Mnemonic.read(secret)) {
      case Mnemonic.Refused _ -> KeyText.of(keypair);
      case Mnemonic.Phrase(var mnemonic) -> {
        try (mnemonic) {
          yield KeyText.of(mnemonic);
        }
      }
    };
  }
}
