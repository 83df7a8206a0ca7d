package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;

/// Who signs: an sr25519 key, with the signing context "substrate".
public interface ExtrinsicSigner {
  AccountId account();

  /// The signature of 64 bytes over `message`.
  Bytes sign(Bytes message);
}
