package io.byteleap.domain.exact;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.units.Bytes;
import java.util.HexFormat;

/// A leaf, an inner node or the root of a tree: a SHA-256 of 32 bytes.
public record TreeHash(Bytes bytes) {
  public static final int LENGTH = 32;

  public TreeHash {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a hash of a tree has " + LENGTH + " bytes");
    }
  }

  /// Refused: anything but 64 lower-case hex digits.
  public static TreeHash ofHex(String hex) {
    if (!Hex.isHex(hex, 2 * LENGTH)) {
      throw new IllegalArgumentException("a hash must be 64 lower-case hex digits");
    }
    return new TreeHash(Bytes.adopting(HexFormat.of().parseHex(hex)));
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes.toArray());
  }

  @Override
  public String toString() {
    return hex();
  }
}
