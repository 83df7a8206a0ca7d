package io.byteleap.chain;

import io.byteleap.domain.identity.Hotkey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// Addresses of public keys: base58 of prefix 42, the 32 bytes of the key and two bytes of
/// BLAKE2b-512 over "SS58PRE" and both. Source: Substrate, "SS58 address format".
public final class Ss58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
  private static final byte[] CONTEXT = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX = 42;
  private static final int KEY_BYTES = 32;
  private static final int CHECKSUM_BYTES = 2;

  private Ss58() {}

  /// The address of a public key of 32 bytes.
  public static Hotkey address(byte[] publicKey) {
    if (publicKey.length != KEY_BYTES) {
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
    if (text.isEmpty() || !text.chars().allMatch(digit -> ALPHABET.indexOf(digit) >= 0)) {
      return false;
    }
    byte[] bytes = decoded(text);
    int length = 1 + KEY_BYTES;
    return bytes.length == length + CHECKSUM_BYTES
        && bytes[0] == PREFIX
        && Arrays.equals(
            checksum(Arrays.copyOf(bytes, length)),
            Arrays.copyOfRange(bytes, length, length + CHECKSUM_BYTES));
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
