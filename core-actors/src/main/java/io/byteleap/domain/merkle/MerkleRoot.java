package io.byteleap.domain.merkle;

import io.byteleap.domain.digest.Hex;

/// Root of a tree of row hashes: 64 lower-case hex digits, or 16 when the tree has a single row
/// hash, which then is its own root. Anything else is refused.
public record MerkleRoot(String hex) {
  private static final int NODE_DIGITS = 64;
  private static final int ROW_HASH_DIGITS = 16;

  public MerkleRoot {
    if (!Hex.isHex(hex, NODE_DIGITS) && !Hex.isHex(hex, ROW_HASH_DIGITS)) {
      throw new IllegalArgumentException("Merkle root must be 64 lower-case hex digits");
    }
  }
}
