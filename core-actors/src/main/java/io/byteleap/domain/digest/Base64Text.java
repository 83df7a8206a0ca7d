package io.byteleap.domain.digest;

import java.util.Arrays;
import java.util.Base64;

/// Base64 as the protocol's handshakes and signatures write it: standard alphabet (RFC 4648,
/// section 4), padded, nothing skipped.
public final class Base64Text {
  private Base64Text() {}

  /// The bytes of `text`; refuses every text that the encoder would not have written.
  public static byte[] decoded(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (text.length() != lengthOf(bytes.length) || !endsAsEncoded(text, bytes)) {
      throw new IllegalArgumentException("not canonical base64");
    }
    return bytes;
  }

  private static int lengthOf(int bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /// The decoder skips nothing, so only the last group can be written in more than one way.
  private static boolean endsAsEncoded(String text, byte[] bytes) {
    int lastGroup = bytes.length / 3 * 3;
    return text.endsWith(encoded(Arrays.copyOfRange(bytes, lastGroup, bytes.length)));
  }

  public static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
