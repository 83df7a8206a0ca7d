package io.byteleap.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// A phrase of 12, 15, 18, 21 or 24 English words that stands for 16 to 32 secret bytes.
///
/// The words are the bytes and the first bits of their SHA-256, eleven bits a word. Unlike a wallet
/// of Bitcoin, the chain's wallets make the seed from the bytes, not from the text of the phrase.
/// Sources: BIP-39; substrate-bip39.
public final class Mnemonic implements AutoCloseable {
  private static final List<String> WORDS = words();
  private static final int WORD_BITS = 11;

  /// A word of checksum for each 32 bits: so many words for so many times 4 bytes.
  private static final int WORDS_PER_CHECK_BIT = 3;

  private static final int WORDS_MIN = 12;
  private static final int WORDS_MAX = 24;
  private static final int PHRASE_LENGTH_MAX = 512;
  private static final int SEED_ROUNDS = 2_048;
  private static final int SEED_BITS = 512;

  private final SecretBytes entropy;

  private Mnemonic(byte[] entropy) {
    this.entropy = SecretBytes.taking(entropy);
  }

  /// What a text is.
  public sealed interface Reading {}

  public record Phrase(Mnemonic mnemonic) implements Reading {}

  public record Refused(Why why) implements Reading {}

  /// Why a text is no phrase.
  public enum Why {
    WRONG_NUMBER_OF_WORDS,
    UNKNOWN_WORD,
    WRONG_CHECKSUM
  }

  /// A new phrase of so many words.
  public static Mnemonic draw(int words, RandomGenerator chance) {
    if (!isLength(words)) {
      throw new IllegalArgumentException("a phrase has 12, 15, 18, 21 or 24 words, not " + words);
    }
    byte[] entropy = new byte[entropySize(words)];
    chance.nextBytes(entropy);
    return new Mnemonic(entropy);
  }

  /// Whether a phrase can have so many words.
  public static boolean isLength(int words) {
    return words >= WORDS_MIN && words <= WORDS_MAX && words % WORDS_PER_CHECK_BIT == 0;
  }

  /// Reads words in lower case with white space between them.
  public static Reading read(String phrase) {
    if (phrase.length() > PHRASE_LENGTH_MAX) {
      return new Refused(Why.WRONG_NUMBER_OF_WORDS);
    }
    List<String> words = List.of(phrase.strip().split("\\s+", -1));
    if (!isLength(words.size())) {
      return new Refused(Why.WRONG_NUMBER_OF_WORDS);
    }
    var bits = BigInteger.ZERO;
    for (String word : words) {
      int index = Collections.binarySearch(WORDS, word);
      if (index < 0) {
        return new Refused(Why.UNKNOWN_WORD);
      }
      bits = bits.shiftLeft(WORD_BITS).or(BigInteger.valueOf(index));
    }
    byte[] entropy = bytes(bits.shiftRight(checkBits(words.size())), entropySize(words.size()));
    return bits.equals(withChecksum(entropy))
        ? new Phrase(new Mnemonic(entropy))
        : new Refused(Why.WRONG_CHECKSUM);
  }

  /// The words; only for the wallet that keeps them or the person who writes them down.
  public String phrase() {
    byte[] bytes = entropy.reveal();
    var rest = withChecksum(bytes);
    var mask = BigInteger.valueOf((1 << WORD_BITS) - 1);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < wordCount(bytes.length); i++) {
      words.add(WORDS.get(rest.and(mask).intValue()));
      rest = rest.shiftRight(WORD_BITS);
    }
    return String.join(" ", words.reversed());
  }

  /// The 32 bytes of seed of this phrase and a password, which may be empty. Takes 2,048 rounds of
  /// HMAC-SHA-512.
  public SecretBytes seed(String password) {
    var generator = new PKCS5S2ParametersGenerator(new SHA512Digest());
    byte[] salt = ("mnemonic" + password).getBytes(StandardCharsets.UTF_8);
    generator.init(entropy.reveal(), salt, SEED_ROUNDS);
    byte[] derived = ((KeyParameter) generator.generateDerivedParameters(SEED_BITS)).getKey();
    var seed = SecretBytes.taking(Arrays.copyOf(derived, Keypair.SEED_SIZE));
    Arrays.fill(derived, (byte) 0);
    Arrays.fill(salt, (byte) 0);
    return seed;
  }

  @Override
  public void close() {
    entropy.close();
  }

  @Override
  public String toString() {
    return "Mnemonic[***]";
  }

  private static int checkBits(int words) {
    return words / WORDS_PER_CHECK_BIT;
  }

  private static int entropySize(int words) {
    return checkBits(words) * Integer.BYTES;
  }

  private static int wordCount(int entropySize) {
    return entropySize / Integer.BYTES * WORDS_PER_CHECK_BIT;
  }

  /// The bytes as a number, and after them a bit of their SHA-256 for every four of them.
  private static BigInteger withChecksum(byte[] entropy) {
    int checkBits = entropy.length / Integer.BYTES;
    int check = (sha256(entropy)[0] & 0xff) >> (Byte.SIZE - checkBits);
    return new BigInteger(1, entropy).shiftLeft(checkBits).or(BigInteger.valueOf(check));
  }

  private static byte[] bytes(BigInteger number, int size) {
    byte[] bytes = new byte[size];
    var rest = number;
    for (int i = size - 1; i >= 0; i--) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(Byte.SIZE);
    }
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  private static List<String> words() {
    try (var in = Mnemonic.class.getResourceAsStream("/keys/bip39-english.txt")) {
      if (in == null) {
        throw new IllegalStateException("BUG: the list of words is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
