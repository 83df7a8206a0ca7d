package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// Addresses of public keys: base58 of prefix 42, the 32 bytes of the key and two bytes of
/// BLAKE2b-512 over "SS58PRE" and both, 48 characters in all. Source: Substrate, "SS58 address
/// format".
public final class Ss58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
  private static final byte[] CONTEXT = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX = 42;
  private static final int CHECKSUM_BYTES = 2;
  private static final int CHECKED_BYTES = 1 + PublicKey.SIZE;
  private static final int LENGTH = 48;

  private Ss58() {}

  /// What a text is.
  public sealed interface Reading {}

  public record Address(PublicKey key) implements Reading {}

  public record Refused(Why why) implements Reading {}

  /// Why a text is no address.
  public enum Why {
    /// Not 48 characters, or not those of 35 bytes.
    WRONG_LENGTH,
    /// A character that is not in the alphabet.
    NOT_BASE58,
    /// The address of another network's account.
    WRONG_PREFIX,
    /// Mistyped: the checksum is another one.
    WRONG_CHECKSUM
  }

  /// The address of a public key of 32 bytes.
  public static Hotkey address(byte[] publicKey) {
    if (publicKey.length != PublicKey.SIZE) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + publicKey.length);
    }
    var bytes = new ByteArrayOutputStream();
    bytes.write(PREFIX);
    bytes.writeBytes(publicKey);
    bytes.writeBytes(checksum(bytes.toByteArray()));
    return new Hotkey(base58(bytes.toByteArray()));
  }

  /// Whether `text` is an address with this prefix and a right checksum.
  public static boolean isAddress(String text) {
    return read(text) instanceof Address;
  }

  public static Reading read(String text) {
    if (text.length() != LENGTH) {
      return new Refused(Why.WRONG_LENGTH);
    }
    if (!text.chars().allMatch(digit -> ALPHABET.indexOf(digit) >= 0)) {
      return new Refused(Why.NOT_BASE58);
    }
    byte[] bytes = decoded(text);
    if (bytes.length != CHECKED_BYTES + CHECKSUM_BYTES) {
      return new Refused(Why.WRONG_LENGTH);
    }
    if (bytes[0] != PREFIX) {
      return new Refused(Why.WRONG_PREFIX);
    }
    byte[] checked = Arrays.copyOf(bytes, CHECKED_BYTES);
    return Arrays.equals(checksum(checked), Arrays.copyOfRange(bytes, CHECKED_BYTES, bytes.length))
        ? new Address(PublicKey.of(Arrays.copyOfRange(checked, 1, CHECKED_BYTES)))
        : new Refused(Why.WRONG_CHECKSUM);
  }

  private static byte[] checksum(byte[] prefixAndKey) {
    var digest = new Blake2bDigest(512);
    digest.update(CONTEXT, 0, CONTEXT.length);
    digest.update(prefixAndKey, 0, prefixAndKey.length);
    var hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return Arrays.copyOf(hash, CHECKSUM_BYTES);
  }

  /// The bytes begin with 42, so that there is no leading zero to keep.
  private static String base58(byte[] bytes) {
    var text = new StringBuilder();
    for (var rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(BASE)) {
      text.append(ALPHABET.charAt(rest.mod(BASE).intValue()));
    }
    return text.reverse().toString();
  }

  private static byte[] decoded(String text) {
    var number = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      number = number.multiply(BASE).add(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(i))));
    }
    return number.toByteArray();
  }
}
