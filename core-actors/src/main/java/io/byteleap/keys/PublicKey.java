package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Bytes;
import java.util.Optional;

/// The 32 bytes that an account of the chain is known by. Need not be a key of anybody: only
/// [Verifier#of] tells whether signatures can be checked against it.
public record PublicKey(Bytes bytes) {
  public static final int SIZE = 32;

  public PublicKey {
    if (bytes.length() != SIZE) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length());
    }
  }

  public static PublicKey of(byte[] bytes) {
    return new PublicKey(Bytes.copyOf(bytes));
  }

  /// The key that `0x` and 64 hex digits spell; empty for every other text.
  public static Optional<PublicKey> ofHex(String text) {
    return PrefixedHex.decoded(text, SIZE).map(PublicKey::of);
  }

  public Hotkey address() {
    return Ss58.address(bytes.toArray());
  }

  public String hex() {
    return PrefixedHex.of(bytes.toArray());
  }

  @Override
  public String toString() {
    return address().value();
  }
}
