package io.byteleap.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys and signatures made by polkadot-js, and keys that an earlier reading of the specification
/// made and polkadot-js accepted.
final class Sr25519VectorTest {
  private static final String FILE = "bittensor/sr25519_vectors";

  private final JsonNode vectors = Vectors.load(FILE);

  @Test
  void phrase_givesTheSeedAndTheKeyOfPolkadotJs() {
    try (var mnemonic = mnemonic(vectors.path("mnemonic").asText());
        var seed = mnemonic.seed("");
        var pair = Keypair.ofSeed(seed)) {
      assertThat(PrefixedHex.of(seed.reveal())).isEqualTo(vectors.path("mini").asText());
      assertThat(pair.publicKey().hex()).isEqualTo(vectors.path("pub").asText());
      assertThat(pair.publicKey().address().value()).isEqualTo(vectors.path("address").asText());
    }
  }

  /// polkadot-js keeps the scalar eight times as large.
  @Test
  void privateKey_isThatOfPolkadotJs_withoutTheCofactor() {
    byte[] theirs = HexFormat.of().parseHex(vectors.path("secret_js").asText().substring(2));

    byte[] ours = development("").privateKey().reveal();

    assertThat(timesEight(Arrays.copyOf(ours, 32))).isEqualTo(Arrays.copyOf(theirs, 32));
    assertThat(Arrays.copyOfRange(ours, 32, 64)).isEqualTo(Arrays.copyOfRange(theirs, 32, 64));
  }

  @ParameterizedTest
  @MethodSource
  void path_givesTheKeyOfPolkadotJs(String path, String publicKey, String address) {
    var pair = development(path);

    assertThat(pair.publicKey().hex()).isEqualTo(publicKey);
    assertThat(pair.publicKey().address().value()).isEqualTo(address);
  }

  static Stream<Object[]> path_givesTheKeyOfPolkadotJs() {
    return Vectors.load(FILE).path("uris").properties().stream()
        .map(
            uri ->
                new Object[] {
                  uri.getKey(),
                  uri.getValue().path("pub").asText(),
                  uri.getValue().path("address").asText()
                });
  }

  @ParameterizedTest
  @MethodSource
  void signatureOfPolkadotJs_isGood_andOfNothingElse(byte[] message, Signature signature) {
    var alice = verifier(development("//Alice").publicKey());
    var bob = verifier(development("//Bob").publicKey());

    assertThat(alice.check(message, signature)).isEqualTo(SignatureCheck.GOOD);
    assertThat(alice.prepared().check(message, signature)).isEqualTo(SignatureCheck.GOOD);
    assertThat(bob.check(message, signature)).isEqualTo(SignatureCheck.WRONG);
    assertThat(alice.check(Arrays.copyOf(message, message.length + 1), signature))
        .isEqualTo(SignatureCheck.WRONG);
  }

  static Stream<Object[]> signatureOfPolkadotJs_isGood_andOfNothingElse() {
    return Vectors.cases(FILE, "sigs")
        .map(
            entry ->
                new Object[] {
                  entry.path("msg").asText().getBytes(StandardCharsets.UTF_8),
                  Signature.ofHex(entry.path("sig").asText()).orElseThrow()
                });
  }

  /// Lines of `path public address priv private` and, below `//Alice`, `SIG message signature`.
  @ParameterizedTest
  @MethodSource("acceptedLines")
  void keyAndSignature_thatPolkadotJsAccepted_areTheSameHere(String line) {
    var words = List.of(line.split(" ", -1));
    switch (words.getFirst()) {
      case "mini" -> assertThat(secretOf("")).startsWith(words.get(7)); // the file cuts it
      case "SIG" -> {
        var signature = Signature.ofHex("0x" + words.get(2)).orElseThrow();
        byte[] message = HexFormat.of().parseHex(words.get(1));
        assertThat(verifier(development("//Alice").publicKey()).check(message, signature))
            .isEqualTo(SignatureCheck.GOOD);
      }
      default -> {
        assertThat(development(words.getFirst()).publicKey().hex()).isEqualTo("0x" + words.get(1));
        // The nonce of a soft step is free; below a hard step everything is given.
        int given = words.getFirst().equals("/soft") ? 64 : 128;
        assertThat(secretOf(words.getFirst())).hasSize(128);
        assertThat(secretOf(words.getFirst()).substring(0, given))
            .isEqualTo(words.get(4).substring(0, given));
      }
    }
  }

  static Stream<String> acceptedLines() {
    return Vectors.text("bittensor/sr25519_java_out.txt").lines();
  }

  static Keypair development(String path) {
    return ((SecretUri.Key) SecretUri.read(SecretUri.DEVELOPMENT_PHRASE + path)).keypair();
  }

  static Verifier verifier(PublicKey key) {
    return Verifier.of(key).orElseThrow();
  }

  static Mnemonic mnemonic(String phrase) {
    return ((Mnemonic.Phrase) Mnemonic.read(phrase)).mnemonic();
  }

  private static String secretOf(String path) {
    try (var pair = development(path);
        var secret = pair.privateKey()) {
      return HexFormat.of().formatHex(secret.reveal());
    }
  }

  private static byte[] timesEight(byte[] number) {
    byte[] product = new byte[number.length];
    int carried = 0;
    for (int i = 0; i < number.length; i++) {
      int value = ((number[i] & 0xff) << 3) + carried;
      product[i] = (byte) value;
      carried = value >> Byte.SIZE;
    }
    return product;
  }
}
