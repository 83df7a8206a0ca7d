package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The bytes of a message under a [DrandTimelock]: a point of 96 bytes, the hidden sigma and key of
/// 32, the encrypted message with its nonce of 12, and the name of the cipher; lengths before all
/// but the point are 64 bits, little-endian. Source: the crate `timelock`, `TLECiphertext`.
record SealedMessage(
    Bytes point, Bytes hiddenSigma, Bytes hiddenKey, Bytes encrypted, Bytes nonce) {
  static final int NONCE_BYTES = 12;

  private static final int POINT_BYTES = 96;
  private static final int KEY_BYTES = 32;
  private static final int TAG_BITS = 128;
  private static final Bytes CIPHER = Bytes.ofText("AES_GCM_");
  private static final int SIZE_WITHOUT_MESSAGE =
      POINT_BYTES + 2 * (Long.BYTES + KEY_BYTES) + 4 * Long.BYTES + NONCE_BYTES + CIPHER.length();

  Bytes toBytes() {
    var out =
        ByteBuffer.allocate(SIZE_WITHOUT_MESSAGE + encrypted.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(point.asBuffer());
    put(out, hiddenSigma);
    put(out, hiddenKey);
    out.putLong(2 * Long.BYTES + encrypted.length() + nonce.length());
    put(out, encrypted);
    put(out, nonce);
    put(out, CIPHER);
    return Bytes.copyOf(out.array());
  }

  private static void put(ByteBuffer out, Bytes part) {
    out.putLong(part.length()).put(part.asBuffer());
  }

  /// Empty for every text that [#toBytes] would not have written.
  static Optional<SealedMessage> read(Bytes bytes) {
    int length = bytes.length() - SIZE_WITHOUT_MESSAGE;
    if (length < TAG_BITS / Byte.SIZE) {
      return Optional.empty();
    }
    byte[] all = bytes.toArray();
    int sigma = POINT_BYTES + Long.BYTES;
    int key = sigma + KEY_BYTES + Long.BYTES;
    int message = key + KEY_BYTES + 2 * Long.BYTES;
    int nonce = message + length + Long.BYTES;
    var read =
        new SealedMessage(
            part(all, 0, POINT_BYTES),
            part(all, sigma, KEY_BYTES),
            part(all, key, KEY_BYTES),
            part(all, message, length),
            part(all, nonce, NONCE_BYTES));
    return read.toBytes().equals(bytes) ? Optional.of(read) : Optional.empty();
  }

  private static Bytes part(byte[] all, int from, int length) {
    return Bytes.copyOf(Arrays.copyOfRange(all, from, from + length));
  }

  static Bytes encrypt(byte[] key, Bytes nonce, Bytes message) {
    try {
      return Bytes.copyOf(cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(message.toArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: AES-GCM cannot encrypt", e);
    }
  }

  /// Empty when the message is not what was encrypted with this key.
  Optional<Bytes> decrypt(byte[] key) {
    try {
      byte[] message = cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(encrypted.toArray());
      return Optional.of(Bytes.copyOf(message));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: AES-GCM cannot decrypt", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, Bytes nonce) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce.toArray()));
    return cipher;
  }
}
