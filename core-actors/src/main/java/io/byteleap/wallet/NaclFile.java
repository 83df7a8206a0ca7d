package io.byteleap.wallet;

import io.byteleap.keys.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// An encrypted key file: `$NACL`, a nonce of 24 bytes, and NaCl's secretbox, which is a Poly1305
/// tag of 16 bytes and the XSalsa20 ciphertext. The first 32 bytes of the key stream are the tag's
/// key. Sources: btwallet 4.0.0; NaCl, `crypto_secretbox`.
final class NaclFile {
  private static final byte[] MARK = "$NACL".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_BYTES = 24;
  private static final int TAG_BYTES = 16;
  private static final int TAG_KEY_BYTES = 32;
  private static final int HEAD_BYTES = MARK.length + NONCE_BYTES + TAG_BYTES;

  private NaclFile() {}

  static boolean isOne(byte[] file) {
    return file.length >= MARK.length && Arrays.equals(Arrays.copyOf(file, MARK.length), MARK);
  }

  /// The plaintext of a file that [#isOne]; empty when the key is wrong or a byte was changed.
  static Optional<SecretBytes> opened(byte[] file, SecretBytes key) {
    if (file.length < HEAD_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(file, MARK.length, MARK.length + NONCE_BYTES);
    byte[] tag = Arrays.copyOfRange(file, MARK.length + NONCE_BYTES, HEAD_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(file, HEAD_BYTES, file.length);
    var stream = stream(key, nonce);
    if (!MessageDigest.isEqual(tag, tag(stream, ciphertext))) {
      return Optional.empty();
    }
    byte[] plaintext = new byte[ciphertext.length];
    stream.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
    return Optional.of(SecretBytes.taking(plaintext));
  }

  static byte[] sealed(SecretBytes plaintext, SecretBytes key, RandomGenerator chance) {
    byte[] nonce = new byte[NONCE_BYTES];
    chance.nextBytes(nonce);
    var stream = stream(key, nonce);
    byte[] tagKey = tagKey(stream);
    byte[] ciphertext = new byte[plaintext.length()];
    stream.processBytes(plaintext.reveal(), 0, ciphertext.length, ciphertext, 0);
    return ByteBuffer.allocate(HEAD_BYTES + ciphertext.length)
        .put(MARK)
        .put(nonce)
        .put(tagOf(tagKey, ciphertext))
        .put(ciphertext)
        .array();
  }

  private static XSalsa20Engine stream(SecretBytes key, byte[] nonce) {
    var engine = new XSalsa20Engine();
    engine.init(true, new ParametersWithIV(new KeyParameter(key.reveal()), nonce));
    return engine;
  }

  /// Takes the first bytes of a stream.
  private static byte[] tagKey(XSalsa20Engine stream) {
    byte[] tagKey = new byte[TAG_KEY_BYTES];
    stream.processBytes(tagKey, 0, tagKey.length, tagKey, 0);
    return tagKey;
  }

  private static byte[] tag(XSalsa20Engine stream, byte[] ciphertext) {
    return tagOf(tagKey(stream), ciphertext);
  }

  private static byte[] tagOf(byte[] tagKey, byte[] ciphertext) {
    var poly1305 = new Poly1305();
    poly1305.init(new KeyParameter(tagKey));
    poly1305.update(ciphertext, 0, ciphertext.length);
    byte[] tag = new byte[TAG_BYTES];
    poly1305.doFinal(tag, 0);
    return tag;
  }
}
