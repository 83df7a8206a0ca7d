package io.byteleap.domain.merkle;

import io.byteleap.domain.digest.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;

/// Makes parents: the 64 hex digits of the SHA-256 of two children's hex digits, joined.
///
/// Works on ASCII digits in place and keeps its digest and buffer, so that a level costs no
/// objects. One thread at a time.
final class NodeHash {
  static final int DIGITS = 64;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
  };

  private final MessageDigest digest = Sha256.create();
  private final byte[] hash = new byte[DIGITS / 2];

  void take(byte[] text) {
    take(text, 0, text.length);
  }

  /// Takes in `digits` digits from `from` on.
  void take(byte[] text, int from, int digits) {
    digest.update(text, from, digits);
  }

  /// Writes the hash of all that was taken in; begins anew.
  void write(byte[] target, int at) {
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("BUG: a SHA-256 fits its 32 bytes", e);
    }
    for (int i = 0; i < hash.length; i++) {
      target[at + 2 * i] = HEX[(hash[i] >> 4) & 0xf];
      target[at + 2 * i + 1] = HEX[hash[i] & 0xf];
    }
  }
}
