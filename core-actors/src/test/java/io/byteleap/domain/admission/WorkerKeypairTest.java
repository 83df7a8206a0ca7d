package io.byteleap.domain.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Bytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class WorkerKeypairTest {
  private static final Bytes MESSAGE = Bytes.ofText("message");

  /// RFC 8032, section 7.1, test 3.
  @Test
  void signatureOfTheStandard_isGood() {
    var key = new WorkerKey("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    var signature =
        new KeySignature(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

    assertThat(key.verifies(Bytes.copyOf(HexFormat.of().parseHex("af82")), signature)).isTrue();
    assertThat(key.verifies(MESSAGE, signature)).isFalse();
  }

  @Test
  void keypair_goesToItsFileAndBack() {
    var keypair = WorkerKeypair.draw();

    var read = WorkerKeypair.ofPem(keypair.pem());

    assertThat(read.key()).isEqualTo(keypair.key());
    assertThat(keypair.key().verifies(MESSAGE, read.sign(MESSAGE))).isTrue();
    assertThat(WorkerKeypair.draw().key()).isNotEqualTo(keypair.key());
  }

  @Test
  void fileThatIsNone_orMixesTwoKeys_isRefused() {
    String one = WorkerKeypair.draw().pem();
    String other = WorkerKeypair.draw().pem();
    int border = one.indexOf("-----BEGIN PUBLIC");

    assertRefused("", "must hold a private and a public key in PEM");
    assertRefused(one.substring(0, border), "must hold a private and a public key in PEM");
    assertRefused(
        one.substring(0, border) + other.substring(border), "its two keys do not belong together");
    assertRefused(one.replaceFirst("MC4CAQ", "MC4CAA"), "must hold Ed25519 keys");
  }

  @Test
  void keyThatIsNoPoint_verifiesNothing() {
    var signature = WorkerKeypair.draw().sign(MESSAGE);

    assertThat(new WorkerKey("ff".repeat(32)).verifies(MESSAGE, signature)).isFalse();
    assertThat(new WorkerKey("02" + "00".repeat(31)).verifies(MESSAGE, signature)).isFalse();
  }

  @Test
  void secrets_areNotShown() {
    var keypair = WorkerKeypair.draw();

    assertThat(keypair).hasToString("WorkerKeypair[" + keypair.key().fingerprint() + "]");
    assertThat(TokenSecret.ofHex("ab".repeat(32))).hasToString("***");
  }

  private static void assertRefused(String pem, String why) {
    assertThatThrownBy(() -> WorkerKeypair.ofPem(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}
