package io.byteleap.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.node.WalletConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeHotkeyTest {
  private static final Terminal NOBODY =
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

  @TempDir private Path folder;

  private NodeHotkey.Outcome open(String hotkey, String passwordFile) {
    var config = new WalletConfig("w", hotkey, folder, Path.of(passwordFile));
    return NodeHotkey.open(config, Map.of(), NOBODY);
  }

  private NodeHotkey.Refused refused(String hotkey, String why) {
    return new NodeHotkey.Refused(
        "hotkey " + folder.resolve("w/hotkeys").resolve(hotkey) + ": " + why);
  }

  private void put(String hotkey, String sample) throws IOException {
    KeyFile.write(
        folder.resolve("w/hotkeys").resolve(hotkey), Vectors.bytes("bittensor/wallets/" + sample));
  }

  @Test
  void madeHotkey_signsInItsName() throws IOException {
    var wallet = Wallet.at(folder, new WalletName("w"));
    var address = wallet.makeHotkey(new WalletName("h"), Seeds.generator(1));

    assertThat(open("h", ""))
        .isInstanceOfSatisfying(
            NodeHotkey.Opened.class,
            opened -> assertThat(opened.signer().hotkey()).isEqualTo(address));
    assertThat(Files.readString(wallet.hotkeyPublic(new WalletName("h"))))
        .contains(address.value());
  }

  @Test
  void hotkeyThatCannotSign_isNamed() throws IOException {
    put("public", "sample-miner/hotkeys/pubonly");
    put("encrypted", "sample-validator/hotkeys/encrypted");

    assertThat(open("none", "")).isEqualTo(refused("none", "there is no such file"));
    assertThat(open("public", ""))
        .isEqualTo(refused("public", "has no secret key in it, so it cannot sign"));
    assertThat(open("encrypted", ""))
        .isEqualTo(refused("encrypted", "is encrypted, and there is no password for it"));
    assertThat(open("encrypted", folder.resolve("nowhere").toString()))
        .isEqualTo(
            refused(
                "encrypted",
                "is encrypted, and its password cannot be read from where it should be"));
    assertThat(open("../h", ""))
        .isInstanceOfSatisfying(
            NodeHotkey.Refused.class,
            refused ->
                assertThat(refused.why()).startsWith("wallet.name, wallet.hotkey: a wallet"));
  }
}
