package io.byteleap.domain.exact;

import io.byteleap.domain.digest.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;

/// Makes parents: `SHA-256(0x01 || left || right)`. Keeps its digest, so that a node costs no
/// objects. One thread at a time.
final class TreeHasher {
  private static final byte NODE = 1;

  private final MessageDigest digest = Sha256.create();

  /// Writes the parent of two hashes to `target`, which may be one of them.
  void parent(byte[] left, byte[] right, byte[] target) {
    digest.update(NODE);
    digest.update(left, 0, TreeHash.LENGTH);
    digest.update(right, 0, TreeHash.LENGTH);
    finish(target, 0);
  }

  /// Writes the parent of the two hashes that stand at `from` in `children`.
  void parent(byte[] children, int from, byte[] target, int at) {
    digest.update(NODE);
    digest.update(children, from, 2 * TreeHash.LENGTH);
    finish(target, at);
  }

  private void finish(byte[] target, int at) {
    try {
      digest.digest(target, at, TreeHash.LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("BUG: a SHA-256 fits its 32 bytes", e);
    }
  }
}
