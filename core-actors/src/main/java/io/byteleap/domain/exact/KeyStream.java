package io.byteleap.domain.exact;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The entries of one matrix from some row on, row after row: the ChaCha20 key stream (RFC 8439) of
/// its key, nonce zero, counter from 0, as signed bytes. One thread at a time.
///
/// The key stream is what the JDK's cipher makes of zeros, for which it has its own fast loops.
final class KeyStream {
  private static final String ALGORITHM = "ChaCha20";
  private static final int NONCE_BYTES = 12;
  private static final int BLOCK_BYTES = 64;

  /// Entries made at a time: those and the zeros stay in the fastest cache.
  private static final int PIECE = 8 << 10;

  private static final byte[] ZEROS = new byte[PIECE];

  private final Cipher cipher;
  private final int size;

  private KeyStream(Cipher cipher, int size) {
    this.cipher = cipher;
    this.size = size;
  }

  /// The rows of a matrix of `size` x `size` (as in [ExactShape]) from `row` on.
  static KeyStream of(MatrixKey key, int size, int row) {
    long block = (long) row * (size / BLOCK_BYTES);
    try {
      var cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key.bytes().toArray(), ALGORITHM),
          new ChaCha20ParameterSpec(new byte[NONCE_BYTES], Math.toIntExact(block)));
      return new KeyStream(cipher, size);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has " + ALGORITHM, e);
    }
  }

  /// Writes the next row to `target` at `at`.
  void next(byte[] target, int at) {
    try {
      for (int done = 0; done < size; done += PIECE) {
        cipher.update(ZEROS, 0, Math.min(PIECE, size - done), target, at + done);
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("BUG: a row does not fit", e);
    }
  }

  /// Row `row` alone.
  static byte[] row(MatrixKey key, int size, int row) {
    var entries = new byte[size];
    of(key, size, row).next(entries, 0);
    return entries;
  }
}
