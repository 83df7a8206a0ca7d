package io.byteleap.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.durable.DurableFile;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.keys.Mnemonic;
import io.byteleap.node.NodeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalletCommandTest {
  private static final PasswordKey CHEAP = new PasswordKey(1, 64);

  @TempDir private Path root = Path.of("");

  private final Deque<String> typed = new ArrayDeque<>();
  private final List<String> shown = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// A person who types what the test says, or nobody.
  private final Terminal person =
      new Terminal() {
        @Override
        public Optional<char[]> secret(String prompt) {
          return Optional.ofNullable(typed.poll()).map(String::toCharArray);
        }

        @Override
        public boolean show(String line) {
          return shown.add(line);
        }
      };

  private final Terminal nobody =
      new Terminal() {
        @Override
        public Optional<char[]> secret(String prompt) {
          return Optional.empty();
        }

        @Override
        public boolean show(String line) {
          return false;
        }
      };

  @Test
  void new_makesAnEncryptedColdkey_andAPlainHotkey() throws IOException {
    typed.addAll(List.of("secret", "secret"));

    assertThat(run(person, "new", "--wallet.name", "w", "--hotkey", "h")).isZero();

    var wallet = Wallet.at(root, new WalletName("w"));
    var hotkey = wallet.openHotkey(new WalletName("h"), PasswordSource.none());
    var coldkey =
        KeyFile.read(wallet.coldkey(), _ -> new PasswordSource.Given(typedSecret()), CHEAP);
    assertThat(Files.readAllBytes(wallet.coldkey())).startsWith('$', 'N', 'A', 'C', 'L');
    assertThat(out.toString())
        .contains("hotkey " + ((KeyReading.Signing) hotkey).keypair().publicKey())
        .contains("coldkey " + ((KeyReading.Signing) coldkey).keypair().publicKey());
    assertThat(shown).isEmpty();
    assertThat(wallet.coldkeyPublic()).content().doesNotContain("secret").contains("ss58Address");
  }

  @Test
  void new_showsTheWords_onlyWhenTold_andOnlyToThePerson() throws IOException {
    assertThat(run(person, "new", "--only", "hotkey", "--show-mnemonic", "--words", "24")).isZero();

    var phrase = shown.getLast().substring("hotkey: ".length());
    assertThat(phrase.split(" ", -1)).hasSize(24);
    assertThat(Mnemonic.read(phrase)).isInstanceOf(Mnemonic.Phrase.class);
    assertThat(out.toString()).doesNotContain(phrase.substring(0, 12));
    assertThat(Wallet.at(root, new WalletName("default")).hotkey(new WalletName("default")))
        .content()
        .contains(phrase);

    assertThat(run(nobody, "new", "--only", "hotkey", "--hotkey", "x", "--show-mnemonic"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("needs a terminal");
  }

  @Test
  void new_writesOverNothing() throws IOException {
    assertThat(run(person, "new", "--only", "hotkey")).isZero();
    var file = Wallet.at(root, new WalletName("default")).hotkey(new WalletName("default"));
    var before = Files.readString(file);

    assertThat(run(person, "new", "--only", "hotkey")).isEqualTo(1);
    assertThat(run(person, "new", "--no-password")).isEqualTo(1);

    assertThat(file).hasContent(before);
    assertThat(file.resolveSibling("../coldkey")).doesNotExist();
    assertThat(err.toString()).contains("wallet: ").contains("exists");
  }

  @Test
  void new_withoutAPassword_makesNothing() {
    assertThat(run(nobody, "new")).isEqualTo(1);
    typed.addAll(List.of("one", "other"));
    assertThat(run(person, "new")).isEqualTo(1);

    assertThat(root).isEmptyDirectory();
    assertThat(err.toString()).contains("--password-file").contains("twice the same");
  }

  @Test
  void new_takesThePasswordOfAFileOrTheEnvironment() throws IOException {
    var password = root.resolveSibling("pw" + root.getFileName());
    DurableFile.write(password, "secret\n", DurableFile.Readers.OWNER);

    assertThat(run(nobody, "new", "--only=coldkey", "--password-file", password.toString()))
        .isZero();

    var coldkey = Wallet.at(root, new WalletName("default")).coldkey();
    assertThat(KeyFile.read(coldkey, PasswordSource.file(password), CHEAP))
        .isInstanceOf(KeyReading.Signing.class);
    Files.delete(password);
  }

  @Test
  void badCommandLine_isRefusedWithCode2() {
    assertThat(run(nobody, "new", "--words", "13")).isEqualTo(2);
    assertThat(run(nobody, "new", "--wallet.name", "../x")).isEqualTo(2);
    assertThat(run(nobody, "new", "--only", "neither")).isEqualTo(2);
    assertThat(run(nobody, "import")).isEqualTo(2);
    assertThat(run(nobody, "import", "--only", "both")).isEqualTo(2);
    assertThat(run(nobody, "fetch")).isEqualTo(2);
    assertThat(err.toString()).contains("letters, digits").contains("12, 15, 18, 21 or 24");
  }

  @Test
  void import_keepsThePhrase() {
    var miner = Vectors.load("bittensor/wallet_keys").path("miner_hot");
    typed.add(" " + miner.path("secretPhrase").asText() + "\n");

    assertThat(run(person, "import", "--only", "hotkey")).isZero();

    assertThat(out.toString()).contains(miner.path("ss58Address").asText());
    var file = Wallet.at(root, new WalletName("default")).hotkey(new WalletName("default"));
    for (String field : List.of("secretPhrase", "secretSeed", "privateKey", "publicKey")) {
      assertThat(file).content().contains(miner.path(field).asText());
    }
  }

  @Test
  void import_takesAUriFromAFile_orSaysWhatIsWrongWithoutShowingIt() throws IOException {
    var secret = Files.writeString(root.resolve("s"), "//Alice");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run(nobody, "import", "--only", "hotkey", "--secret-file", secret.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("chmod 600 " + secret).doesNotContain("Alice");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertThat(run(nobody, "import", "--only", "hotkey", "--secret-file", secret.toString()))
        .isZero();
    assertThat(out.toString()).contains("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");

    typed.add("correct horse battery staple");
    assertThat(run(person, "import", "--only", "hotkey", "--hotkey", "x")).isEqualTo(1);
    assertThat(run(nobody, "import", "--only", "hotkey", "--hotkey", "x")).isEqualTo(1);
    assertThat(err.toString())
        .contains("WRONG_NUMBER_OF_WORDS")
        .contains("--secret-file")
        .doesNotContain("horse");
  }

  @Test
  void listAndShow_showPublicHalvesOnly() throws IOException {
    var sample = "bittensor/wallets/sample-validator/";
    var wallet = Wallet.at(root, new WalletName("w"));
    KeyFile.write(wallet.coldkey(), Vectors.bytes(sample + "coldkey"));
    KeyFile.write(wallet.coldkeyPublic(), Vectors.bytes(sample + "coldkeypub.txt"));
    for (String hotkey : List.of("default", "encrypted")) {
      KeyFile.write(
          wallet.hotkey(new WalletName(hotkey)), Vectors.bytes(sample + "hotkeys/" + hotkey));
    }

    assertThat(run(nobody, "list")).isZero();
    assertThat(run(nobody, "show", "--wallet.name", "w")).isZero();

    assertThat(out.toString().lines())
        .containsSequence(
            "w",
            "  coldkey 5D9wGBUC8rwFfn2Vgt9BQy43zUDqbBTjQJ8FV93PCaVdRhA1 (encrypted)",
            "  hotkey default 5Cyp5x9KTDUFzkxa24VSW53buMB17hvz8otCxcTvThG4MF4a",
            "  hotkey encrypted unknown (is encrypted, and there is no password for it)",
            "coldkey 5D9wGBUC8rwFfn2Vgt9BQy43zUDqbBTjQJ8FV93PCaVdRhA1");
    var keys = Vectors.load("bittensor/wallet_keys").path("validator_hot");
    for (String secret : List.of("secretPhrase", "secretSeed", "privateKey")) {
      assertThat(out.toString()).doesNotContain(keys.path(secret).asText());
    }
    assertThat(run(nobody, "show", "--wallet.name", "none")).isEqualTo(1);
    assertThat(err.toString()).contains("none/coldkey there is no such file");
  }

  @Test
  void program_needsItsConfiguration_exceptForTheWallet() {
    var program = NodeOptions.line("p", _ -> 7, WalletCommand.create(surroundings(nobody)));

    assertThat(program.execute()).isEqualTo(2);
    assertThat(program.execute("--config", "f")).isEqualTo(7);
    assertThat(program.execute("wallet", "list", "--wallet-path", root.toString())).isZero();
  }

  private Password typedSecret() {
    return Password.typed("secret".toCharArray());
  }

  private int run(Terminal terminal, String... arguments) {
    var all = new ArrayList<>(Arrays.asList(arguments));
    all.add(1, "--wallet-path=" + root);
    return WalletCommand.create(surroundings(terminal))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private static Surroundings surroundings(Terminal terminal) {
    return new Surroundings(terminal, Map.of(), Seeds.generator(7), CHEAP);
  }
}
