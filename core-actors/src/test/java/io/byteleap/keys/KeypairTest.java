package io.byteleap.keys;

import static io.byteleap.keys.Sr25519VectorTest.development;
import static io.byteleap.keys.Sr25519VectorTest.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeypairTest {
  /// The order of the group, little-endian.
  private static final String ORDER =
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private final Keypair alice = development("//Alice");
  private final Verifier alicesVerifier = verifier(alice.publicKey());

  /// Merlin's own test of one message and one challenge.
  @Test
  void transcript_givesTheChallengeOfMerlin() {
    var transcript =
        Transcript.of("test protocol")
            .append("some label", "some data".getBytes(StandardCharsets.US_ASCII));

    assertThat(HexFormat.of().formatHex(transcript.challenge("challenge", 32)))
        .isEqualTo("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
  }

  @Test
  void signature_isGoodForItsMessageAndKeyOnly() {
    Seeds.check(
        50,
        random -> {
          try (var pair = Keypair.ofSeed(SecretBytes.taking(bytes(32, random)))) {
            byte[] message = bytes(random.nextInt(400), random);
            var verifier = verifier(pair.publicKey());

            var signature = pair.sign(message, random);

            assertThat(verifier.check(message, signature)).isEqualTo(SignatureCheck.GOOD);
            assertThat(verifier.prepared().check(message, signature))
                .isEqualTo(SignatureCheck.GOOD);
            assertThat(alicesVerifier.check(message, signature)).isEqualTo(SignatureCheck.WRONG);
          }
        });
  }

  @Test
  void signature_withAnyBitFlipped_isRefused() {
    var signature = alice.sign(HELLO, Seeds.generator(1));

    for (int bit = 0; bit < Signature.SIZE * Byte.SIZE; bit++) {
      var other = new Signature(flipped(signature.bytes(), bit));
      assertThat(alicesVerifier.check(HELLO, other))
          .as("bit %s", bit)
          .isNotEqualTo(SignatureCheck.GOOD);
    }
  }

  @Test
  void key_withAnyBitFlipped_isRefused() {
    var signature = alice.sign(HELLO, Seeds.generator(1));

    for (int bit = 0; bit < PublicKey.SIZE * Byte.SIZE; bit++) {
      var other = Verifier.of(new PublicKey(flipped(alice.publicKey().bytes(), bit)));
      assertThat(other.map(verifier -> verifier.check(HELLO, signature)))
          .as("bit %s", bit)
          .isNotEqualTo(java.util.Optional.of(SignatureCheck.GOOD));
    }
  }

  @Test
  void twoSignatures_differ_evenWhereChanceFails() {
    RandomGenerator broken = () -> 0;

    var first = alice.sign(HELLO, broken);
    var second = alice.sign("hallo".getBytes(StandardCharsets.US_ASCII), broken);

    assertThat(first.r()).isNotEqualTo(second.r());
    assertThat(alice.sign(HELLO, Seeds.generator(1)).r())
        .isNotEqualTo(alice.sign(HELLO, Seeds.generator(2)).r());
  }

  @Test
  void wrappedMessage_isGood_whereWalletsAreHeard() {
    var wrapped = alice.sign(Verifier.wrapped(HELLO), Seeds.generator(1));
    var plain = alice.sign(HELLO, Seeds.generator(1));

    assertThat(alicesVerifier.check(HELLO, wrapped)).isEqualTo(SignatureCheck.WRONG);
    assertThat(alicesVerifier.checkAlsoWrapped(HELLO, wrapped)).isEqualTo(SignatureCheck.GOOD);
    assertThat(alicesVerifier.checkAlsoWrapped(HELLO, plain)).isEqualTo(SignatureCheck.GOOD);
    assertThat(alicesVerifier.checkAlsoWrapped(new byte[5], wrapped))
        .isEqualTo(SignatureCheck.WRONG);
  }

  @Test
  void signature_withoutMarkerOrWithALargeScalar_isMalformed() {
    byte[] unmarked = alice.sign(HELLO, Seeds.generator(1)).bytes().toArray();
    unmarked[63] &= 0x7f;
    byte[] large = new byte[Signature.SIZE];
    System.arraycopy(HexFormat.of().parseHex(ORDER), 0, large, 32, 32);
    large[63] |= (byte) 0x80;

    assertThat(alicesVerifier.check(HELLO, new Signature(Bytes.copyOf(unmarked))))
        .isEqualTo(SignatureCheck.MALFORMED);
    assertThat(alicesVerifier.check(HELLO, new Signature(Bytes.copyOf(large))))
        .isEqualTo(SignatureCheck.MALFORMED);
  }

  /// Encodings that RFC 9496 (A.3) lists as bad: not canonical, negative, no square root, and so
  /// on; and the identity, for which everybody can sign.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
        "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
        "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
        "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
        "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
        "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
        "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
        "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void badPoint_isNobodysKey(String encoding) {
    assertThat(Verifier.of(PublicKey.of(HexFormat.of().parseHex(encoding)))).isEmpty();
  }

  @Test
  void privateKey_ofZeroOrNotCanonical_isRefused() {
    byte[] order = java.util.Arrays.copyOf(HexFormat.of().parseHex(ORDER), 64);

    assertThat(Keypair.ofPrivateKey(SecretBytes.taking(new byte[64]))).isEmpty();
    assertThat(Keypair.ofPrivateKey(SecretBytes.taking(order))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keypair.ofPrivateKey(SecretBytes.taking(new byte[63])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keypair.ofSeed(SecretBytes.taking(new byte[31])));
  }

  @Test
  void privateKey_givesTheSamePairAgain() {
    var again = Keypair.ofPrivateKey(alice.privateKey()).orElseThrow();

    assertThat(again.publicKey()).isEqualTo(alice.publicKey());
    assertThat(alicesVerifier.check(HELLO, again.sign(HELLO, Seeds.generator(1))))
        .isEqualTo(SignatureCheck.GOOD);
  }

  @Test
  void secrets_areNeitherPrintedNorSerialised() {
    byte[] shown = {1, 2, 3};
    var secret = SecretBytes.taking(shown);
    var fields =
        JsonMapper.builder().visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);

    assertThat(secret).hasToString("***").isNotEqualTo(SecretBytes.taking(new byte[] {1, 2, 3}));
    assertThat(alice).hasToString("Keypair[5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY]");
    assertThatThrownBy(() -> new JsonMapper().writeValueAsString(secret))
        .isInstanceOf(InvalidDefinitionException.class);
    assertThatThrownBy(() -> fields.build().writeValueAsString(secret))
        .isInstanceOf(InvalidDefinitionException.class);
  }

  @Test
  void closedPair_isWiped_andSignsNoMore() {
    byte[] bytes = {1, 2, 3};
    var secret = SecretBytes.taking(bytes);

    secret.close();
    alice.close();

    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(secret::reveal).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> alice.sign(HELLO, Seeds.generator(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  /// Lines of address, signature and message, as they come from a peer.
  @Test
  void mutants_ofAddressSignatureAndMessage_areRefused() {
    var signature = alice.sign(HELLO, Seeds.generator(1)).hex();
    var address = alice.publicKey().address().value();
    var good = address + "\n\"" + signature + "\"\nhello";

    Fuzz.texts(
        List.of(good),
        text -> {
          // Hex digits have two cases, and the reader of these lines passes quotes by.
          if (!text.replace("\"", "").equalsIgnoreCase(good.replace("\"", ""))) {
            assertThat(isGood(text)).as(text).isFalse();
          }
        });
    assertThat(isGood(good)).isTrue();
  }

  private boolean isGood(String text) {
    String[] lines = text.split("\n", 3);
    if (lines.length < 3 || !(Ss58.read(lines[0]) instanceof Ss58.Address(var key))) {
      return false;
    }
    byte[] message = lines[2].getBytes(StandardCharsets.UTF_8);
    return Signature.ofHex(lines[1].replace("\"", ""))
        .flatMap(signature -> Verifier.of(key).map(verifier -> verifier.check(message, signature)))
        .filter(SignatureCheck.GOOD::equals)
        .isPresent();
  }

  private static byte[] bytes(int size, RandomGenerator random) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Bytes flipped(Bytes bytes, int bit) {
    byte[] other = bytes.toArray();
    other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return Bytes.copyOf(other);
  }
}
