package io.byteleap.domain.digest;

/// Lower-case hexadecimal texts, the only form in which the protocol writes digests and seeds.
public final class Hex {
  private Hex() {}

  /// Whether `text` is exactly `digits` lower-case hex digits.
  public static boolean isHex(String text, int digits) {
    return text.length() == digits && text.chars().allMatch(Hex::isDigit);
  }

  private static boolean isDigit(int character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  }
}
