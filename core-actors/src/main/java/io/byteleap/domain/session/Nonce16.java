package io.byteleap.domain.session;

import io.byteleap.domain.digest.Base64Text;
import java.util.random.RandomGenerator;

/// One side's share of a handshake's freshness: 16 bytes in standard base64 with padding. Refused:
/// other lengths, other alphabets.
public record Nonce16(String base64) {
  private static final int BYTES = 16;

  public Nonce16 {
    if (Base64Text.decoded(base64).length != BYTES) {
      throw new IllegalArgumentException("nonce must be " + BYTES + " bytes");
    }
  }

  public static Nonce16 draw(RandomGenerator random) {
    var nonce = new byte[BYTES];
    random.nextBytes(nonce);
    return new Nonce16(Base64Text.encoded(nonce));
  }

  byte[] bytes() {
    return Base64Text.decoded(base64);
  }
}
