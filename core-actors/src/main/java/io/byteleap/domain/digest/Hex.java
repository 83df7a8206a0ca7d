package io.byteleap.domain.digest;

/// Lower-case hexadecimal texts, the only form in which the protocol writes digests and seeds.
public final class Hex {
  private Hex() {}

  /// Whether `text` is exactly `digits` lower-case hex digits.
  public static boolean isHex(String text, int digits) {
    if (text.length() != digits) {
      return false;
    }
    for (int i = 0; i < digits; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  }
}
