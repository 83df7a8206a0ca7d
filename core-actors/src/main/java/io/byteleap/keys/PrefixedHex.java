package io.byteleap.keys;

import java.util.HexFormat;
import java.util.Optional;

/// Bytes as the chain's software writes them: `0x` and two hex digits a byte, lower case. Upper
/// case is read too.
public final class PrefixedHex {
  private static final String PREFIX = "0x";

  private PrefixedHex() {}

  public static String of(byte[] bytes) {
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  /// The bytes of a text that spells exactly `count` of them; empty for every other text.
  public static Optional<byte[]> decoded(String text, int count) {
    boolean readable =
        text.length() == PREFIX.length() + 2 * count
            && text.startsWith(PREFIX)
            && text.chars().skip(PREFIX.length()).allMatch(HexFormat::isHexDigit);
    return readable
        ? Optional.of(HexFormat.of().parseHex(text, PREFIX.length(), text.length()))
        : Optional.empty();
  }
}
