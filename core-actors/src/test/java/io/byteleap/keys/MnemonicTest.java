package io.byteleap.keys;

import static io.byteleap.keys.Sr25519VectorTest.development;
import static io.byteleap.keys.Sr25519VectorTest.mnemonic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MnemonicTest {
  private static final String ZEROS =
      "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
          + " about";
  private static final String LEGAL =
      "legal winner thank year wave sausage worth useful legal winner thank yellow";

  @ParameterizedTest
  @ValueSource(
      strings = {
        ZEROS,
        LEGAL,
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
            + " abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
            + " abandon abandon art",
        SecretUri.DEVELOPMENT_PHRASE
      })
  void goodPhrase_isReadAndWrittenAgain(String phrase) {
    assertThat(mnemonic(phrase).phrase()).isEqualTo(phrase);
    assertThat(mnemonic("  " + phrase.replace(" ", " \t\n") + "\n").phrase()).isEqualTo(phrase);
    assertThat(mnemonic(phrase)).hasToString("Mnemonic[***]");
  }

  /// From the tests of substrate-bip39, which take this password.
  @Test
  void seed_isMadeOfTheBytes_notOfTheText() {
    assertThat(PrefixedHex.of(mnemonic(ZEROS).seed("Substrate").reveal()))
        .isEqualTo("0x44e9d125f037ac1d51f0a7d3649689d422c2af8b1ec8e00d71db4d7bf6d127e3");
    assertThat(mnemonic(ZEROS).seed("").reveal())
        .isNotEqualTo(mnemonic(ZEROS).seed("Substrate").reveal());
  }

  @ParameterizedTest
  @CsvSource({
    "'', WRONG_NUMBER_OF_WORDS",
    "abandon, WRONG_NUMBER_OF_WORDS",
    "legal winner thank year wave sausage worth useful legal winner thank, WRONG_NUMBER_OF_WORDS",
    "legal winner thank year wave sausage worth useful legal winner thank thank, WRONG_CHECKSUM",
    "winner legal thank year wave sausage worth useful legal winner thank yellow, WRONG_CHECKSUM",
    "Legal winner thank year wave sausage worth useful legal winner thank yellow, UNKNOWN_WORD",
    "legal winner thank year wave sausage worth useful legal winner thank yellou, UNKNOWN_WORD"
  })
  void badPhrase_isRefused(String phrase, Mnemonic.Why why) {
    assertThat(Mnemonic.read(phrase)).isEqualTo(new Mnemonic.Refused(why));
  }

  @Test
  void longText_isNotTakenToPieces() {
    assertThat(Mnemonic.read("zoo ".repeat(1_000_000)))
        .isEqualTo(new Mnemonic.Refused(Mnemonic.Why.WRONG_NUMBER_OF_WORDS));
  }

  @Test
  void drawnPhrase_isReadAgain() {
    Seeds.check(
        200,
        random -> {
          int words = 12 + 3 * random.nextInt(5);

          var phrase = Mnemonic.draw(words, random).phrase();

          assertThat(phrase.split(" ", -1)).hasSize(words);
          assertThat(mnemonic(phrase).phrase()).isEqualTo(phrase);
        });
    assertThatIllegalArgumentException().isThrownBy(() -> Mnemonic.draw(13, Seeds.generator(0)));
  }

  @Test
  void mutants_areReadOrRefused() {
    var corpus = List.of("\"" + LEGAL + "\"", "\"" + SecretUri.DEVELOPMENT_PHRASE + "\"");
    Fuzz.texts(corpus, text -> assertThat(Mnemonic.read(text.replace("\"", ""))).isNotNull());
  }

  @ParameterizedTest
  @CsvSource({
    "'', WRONG_NUMBER_OF_WORDS",
    "//Alice//, BAD_PATH",
    "//Alice/, BAD_PATH",
    "/, BAD_PATH",
    "0x00, BAD_SEED",
    "0xzz//Alice, BAD_SEED",
    "0x9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60///pw, BAD_SEED",
    "nonsense//Alice, WRONG_NUMBER_OF_WORDS"
  })
  void badUri_isRefused(String uri, SecretUri.Why why) {
    assertThat(SecretUri.read(uri)).isEqualTo(new SecretUri.Refused(why));
  }

  @Test
  void longUri_isRefused() {
    assertThat(SecretUri.read("//a".repeat(33)))
        .isEqualTo(new SecretUri.Refused(SecretUri.Why.BAD_PATH));
    assertThat(SecretUri.read("x".repeat(1_025)))
        .isEqualTo(new SecretUri.Refused(SecretUri.Why.TOO_LONG));
  }

  @Test
  void uri_withoutPhraseOrWithSeed_isThatOfTheDevelopmentPhrase() {
    var alice = development("//Alice").publicKey();
    var seed = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

    assertThat(keyOf("//Alice")).isEqualTo(alice);
    assertThat(keyOf(seed + "//Alice")).isEqualTo(alice);
    assertThat(development("//Alice///").publicKey()).isEqualTo(alice);
    assertThat(development("//Alice///password").publicKey()).isNotEqualTo(alice);
  }

  private static PublicKey keyOf(String uri) {
    return ((SecretUri.Key) SecretUri.read(uri)).keypair().publicKey();
  }

  /// A number is not the text of its digits; a name of more than 31 bytes is hashed.
  @Test
  void junctions_areNumbersWhereTheyLookLikeIt() {
    var last = development("//18446744073709551615").publicKey();

    assertThat(development("//+42").publicKey()).isEqualTo(development("//42").publicKey());
    assertThat(development("//042").publicKey()).isEqualTo(development("//42").publicKey());
    assertThat(development("//18446744073709551616").publicKey()).isNotEqualTo(last);
    assertThat(development("//٤٢").publicKey()).isNotEqualTo(development("//42").publicKey());
    assertThat(development("//" + "a".repeat(31)).publicKey())
        .isNotEqualTo(development("//" + "a".repeat(32)).publicKey());
    assertThat(development("//" + "a".repeat(64)).publicKey())
        .isNotEqualTo(development("//" + "a".repeat(65)).publicKey());
  }

  @Test
  void softStep_givesTheSamePairEachTime() {
    assertThat(development("/soft").privateKey().reveal())
        .isEqualTo(development("/soft").privateKey().reveal());
  }

  @Test
  void mutantsOfUris_areReadOrRefused() {
    var corpus =
        List.of(
            "\"0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e\"",
            // A wrong checksum, since each good phrase takes 2,048 rounds of hashing.
            "\"" + LEGAL.replace("yellow", "zoo") + "\"//hard/soft//42///password");
    Fuzz.texts(corpus, text -> assertThat(SecretUri.read(text.replace("\"", ""))).isNotNull());
  }
}
