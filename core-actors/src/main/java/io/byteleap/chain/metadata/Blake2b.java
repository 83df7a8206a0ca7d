package io.byteleap.chain.metadata;

import io.byteleap.domain.units.Bytes;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// BLAKE2b without a key (RFC 7693), in the lengths that Substrate uses.
public final class Blake2b {
  private Blake2b() {}

  public static Bytes hash256(Bytes bytes) {
    return Bytes.copyOf(hash(bytes.toArray(), 256));
  }

  static byte[] hash(byte[] bytes, int bits) {
    var digest = new Blake2bDigest(bits);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
