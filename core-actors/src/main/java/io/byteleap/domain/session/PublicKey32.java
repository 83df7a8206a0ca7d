package io.byteleap.domain.session;

import io.byteleap.domain.digest.Base64Text;
import java.util.Arrays;

/// An ephemeral X25519 public key: 32 bytes in standard base64 with padding, the text that enters
/// the key derivation. Refused: other lengths, other alphabets, white space inside.
public record PublicKey32(String base64) {
  private static final int BYTES = 32;

  public PublicKey32 {
    if (Base64Text.decoded(base64).length != BYTES) {
      throw new IllegalArgumentException("public key must be " + BYTES + " bytes");
    }
  }

  static PublicKey32 of(byte[] key) {
    return new PublicKey32(Base64Text.encoded(Arrays.copyOf(key, BYTES)));
  }

  byte[] bytes() {
    return Base64Text.decoded(base64);
  }
}
