package io.byteleap.domain.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatementTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final CertificateHash CERTIFICATE = CertificateHash.of(new byte[] {1, 2, 3});
  private static final WorkerKeypair KEYPAIR = WorkerKeypair.draw();
  private static final Statement STATEMENT =
      new Statement(
          new Nonce32("0a".repeat(32)),
          MINER,
          new Channel.Secured(CERTIFICATE),
          new WorkerId("w-1"),
          KEYPAIR.key());

  @Test
  void bytes_areTheProtocolAndTheTexts_eachBehindItsLength() {
    var key = new WorkerKey("11".repeat(32));
    var statement =
        new Statement(
            new Nonce32("00".repeat(32)), MINER, new Channel.Plain(), new WorkerId("w"), key);

    String expected =
        "\0\0\0\u001ebyteleap worker registration 2\0\0\0@"
            + "00".repeat(32)
            + "\0\0\0\u00065Miner\0\0\0\0\0\0\0\u0001w\0\0\0@"
            + "11".repeat(32);
    assertThat(statement.bytes())
        .isEqualTo(Bytes.copyOf(expected.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void signature_isGoodForThisStatement_andForNoOther() {
    var signature = KEYPAIR.sign(STATEMENT.bytes());

    assertThat(KEYPAIR.key().verifies(STATEMENT.bytes(), signature)).isTrue();
    assertThat(others())
        .allSatisfy(
            other -> assertThat(KEYPAIR.key().verifies(other.bytes(), signature)).isFalse());
  }

  @Test
  void oneBitOfKeyOrSignature_makesItWrong() {
    var signature = KEYPAIR.sign(STATEMENT.bytes());

    for (int bit = 0; bit < 512; bit++) {
      var changed = new KeySignature(flipped(signature.hex(), bit));
      assertThat(KEYPAIR.key().verifies(STATEMENT.bytes(), changed)).as("bit %d", bit).isFalse();
    }
    for (int bit = 0; bit < 256; bit++) {
      var changed = new WorkerKey(flipped(KEYPAIR.key().hex(), bit));
      assertThat(changed.verifies(STATEMENT.bytes(), signature)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void proof_isGoodForThisStatementAndSecret_andForNoOther() {
    var secret = TokenSecret.draw(Seeds.generator(1));
    var proof = secret.proofOf(STATEMENT);

    assertThat(secret.proves(STATEMENT, proof)).isTrue();
    assertThat(others()).allSatisfy(other -> assertThat(secret.proves(other, proof)).isFalse());
    assertThat(TokenSecret.draw(Seeds.generator(2)).proves(STATEMENT, proof)).isFalse();
    for (int bit = 0; bit < 256; bit++) {
      assertThat(secret.proves(STATEMENT, new TokenProof(flipped(proof.hex(), bit)))).isFalse();
      var other = TokenSecret.ofHex(flipped(secret.reveal(), bit));
      assertThat(other.proves(STATEMENT, proof)).isFalse();
    }
  }

  /// The statement with each of its parts changed in one bit or character, or another kind.
  private static List<Statement> others() {
    var s = STATEMENT;
    return List.of(
        new Statement(
            new Nonce32(flipped(s.nonce().hex(), 7)), s.miner(), s.channel(), s.worker(), s.key()),
        new Statement(s.nonce(), new Hotkey("5Mines"), s.channel(), s.worker(), s.key()),
        new Statement(
            s.nonce(),
            s.miner(),
            new Channel.Secured(new CertificateHash(flipped(CERTIFICATE.hex(), 255))),
            s.worker(),
            s.key()),
        new Statement(s.nonce(), s.miner(), new Channel.Plain(), s.worker(), s.key()),
        new Statement(s.nonce(), s.miner(), s.channel(), new WorkerId("w-2"), s.key()),
        new Statement(
            s.nonce(),
            s.miner(),
            s.channel(),
            s.worker(),
            new WorkerKey(flipped(s.key().hex(), 0))));
  }

  private static String flipped(String hex, int bit) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return HexFormat.of().formatHex(bytes);
  }
}
