package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// Addresses of public keys: base58 of prefix 42, the 32 bytes of the key and two bytes of
/// BLAKE2b-512 over "SS58PRE" and both, 48 characters in all. Source: Substrate, "SS58 address
/// format".
public final class Ss58 {
  private static final byte[] CONTEXT = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX = 42;
  private static final int CHECKED_BYTES = 1 + PublicKey.SIZE;
  private static final int CHECKSUM_BYTES = Base58.BYTES - CHECKED_BYTES;

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
    var bytes = ByteBuffer.allocate(Base58.BYTES).put((byte) PREFIX).put(publicKey);
    bytes.put(checksum(Arrays.copyOf(bytes.array(), CHECKED_BYTES)));
    return new Hotkey(Base58.text(bytes.array()));
  }

  /// Whether `text` is an address with this prefix and a right checksum.
  public static boolean isAddress(String text) {
    return read(text) instanceof Address;
  }

  public static Reading read(String text) {
    if (text.length() != Base58.CHARACTERS) {
      return new Refused(Why.WRONG_LENGTH);
    }
    if (!Base58.isDigits(text)) {
      return new Refused(Why.NOT_BASE58);
    }
    return Base58.number(text).map(Ss58::read).orElseGet(() -> new Refused(Why.WRONG_LENGTH));
  }

  private static Reading read(byte[] bytes) {
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
}
