package io.byteleap.keys;

import io.byteleap.domain.units.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// An sr25519 signature: the 32 bytes of a point R, the 32 bytes of a scalar s whose highest bit is
/// set, to tell it from an Ed25519 signature. That both are well-formed is not known before
/// [Verifier#check].
public record Signature(Bytes bytes) {
  public static final int SIZE = 64;

  private static final int MARKER = 0x80;

  public Signature {
    if (bytes.length() != SIZE) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.length());
    }
  }

  /// The signature that `0x` and 128 hex digits spell; empty for every other text.
  public static Optional<Signature> ofHex(String text) {
    return PrefixedHex.decoded(text, SIZE).map(bytes -> new Signature(Bytes.copyOf(bytes)));
  }

  static Signature of(byte[] r, byte[] s) {
    byte[] bytes = Arrays.copyOf(r, SIZE);
    System.arraycopy(s, 0, bytes, r.length, s.length);
    bytes[SIZE - 1] |= (byte) MARKER;
    return new Signature(Bytes.copyOf(bytes));
  }

  public String hex() {
    return PrefixedHex.of(bytes.toArray());
  }

  byte[] r() {
    return Arrays.copyOf(bytes.toArray(), Ristretto.POINT_BYTES);
  }

  /// The scalar without the marker.
  byte[] s() {
    byte[] s = Arrays.copyOfRange(bytes.toArray(), Ristretto.POINT_BYTES, SIZE);
    s[s.length - 1] &= (byte) ~MARKER;
    return s;
  }

  boolean isMarked() {
    return (bytes.asBuffer().get(SIZE - 1) & MARKER) != 0;
  }
}
