package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleRoot;

/// What a worker says it computed on one unit, before it knows what it will be asked: the root over
/// the row hashes, signed where the unit can sign.
public record Commitment(UnitId unit, MerkleRoot root, Signature signature) {
  /// Signature of a unit's root: `version` 0 means none (CPU), 1 is ECDSA P-256 (GPU), with `text`
  /// in hex or base64 as the unit wrote it, at most 256 characters.
  public record Signature(int version, String text) {
    public static final Signature NONE = new Signature(0, "");

    private static final int LENGTH_MAX = 256;

    public Signature {
      if (version < 0 || version > 1 || text.length() > LENGTH_MAX) {
        throw new IllegalArgumentException("signature of an unknown form, version " + version);
      }
    }
  }

  public static Commitment ofCpu(MerkleRoot root) {
    return new Commitment(UnitId.CPU, root, Signature.NONE);
  }
}
