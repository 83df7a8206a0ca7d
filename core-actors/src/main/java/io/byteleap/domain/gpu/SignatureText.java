package io.byteleap.domain.gpu;

import io.byteleap.domain.digest.Base64Text;
import java.util.HexFormat;
import java.util.Optional;

/// The bytes of a signature as a device writes it: hex, with white space between bytes allowed, or
/// else strict base64. Hex comes first, since a text of hex digits may be base64 too.
public final class SignatureText {
  private SignatureText() {}

  /// The bytes, at least one; none when the text is neither.
  public static Optional<byte[]> decoded(String text) {
    return hex(text).or(() -> base64(text)).filter(bytes -> bytes.length > 0);
  }

  private static Optional<byte[]> hex(String text) {
    var pairs = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean betweenBytes = pairs.length() % 2 == 0;
      if (HexFormat.isHexDigit(character)) {
        pairs.append(character);
      } else if (!betweenBytes || !isAsciiSpace(character)) {
        return Optional.empty();
      }
    }
    return pairs.length() % 2 == 0 ? Optional.of(HexFormat.of().parseHex(pairs)) : Optional.empty();
  }

  private static boolean isAsciiSpace(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64Text.decoded(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
