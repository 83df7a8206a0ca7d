package io.byteleap.domain.digest;

import java.util.Base64;

/// Base64 as the protocol's handshakes and signatures write it: standard alphabet (RFC 4648,
/// section 4), padded, nothing skipped.
public final class Base64Text {
  private Base64Text() {}

  /// The bytes of `text`; refuses every text that the encoder would not have written.
  public static byte[] decoded(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!encoded(bytes).equals(text)) {
      throw new IllegalArgumentException("not canonical base64");
    }
    return bytes;
  }

  public static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
