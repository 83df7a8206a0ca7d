package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;

/// What a transaction is bound to besides its call. `eraBlockHash` is the hash of the era's birth,
/// of genesis for an immortal era; `tip` is in rao.
public record Signing(
    Versions versions, Bytes genesisHash, Era era, Bytes eraBlockHash, long nonce, Tip tip) {
  private static final int HASH_BYTES = 32;

  public Signing {
    if (genesisHash.length() != HASH_BYTES || eraBlockHash.length() != HASH_BYTES) {
      throw new IllegalArgumentException("a block's hash has 32 bytes");
    }
    if (nonce < 0 || nonce > 0xffff_ffffL) {
      throw new IllegalArgumentException("not a nonce: " + nonce);
    }
    if (era instanceof Era.Immortal && !eraBlockHash.equals(genesisHash)) {
      throw new IllegalArgumentException("an immortal transaction is bound to genesis");
    }
  }

  /// The versions of the runtime, as `state_getRuntimeVersion` answers them.
  public record Versions(long specVersion, long transactionVersion) {}

  /// What is paid on top, in rao.
  public record Tip(long rao) {
    public static final Tip NONE = new Tip(0);

    public Tip {
      if (rao < 0) {
        throw new IllegalArgumentException("tip below 0: " + rao);
      }
    }
  }
}
