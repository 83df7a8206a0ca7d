package io.byteleap.domain.admission;

import io.byteleap.domain.digest.Hex;

/// The one rule for the values of this package that travel as text: lower-case hex of a fixed
/// length, so that every value has one text and no other.
final class HexBytes {
  private HexBytes() {}

  /// Returns `hex` when it stands for exactly `bytes` bytes.
  static String checked(String what, String hex, int bytes) {
    if (!Hex.isHex(hex, 2 * bytes)) {
      throw new IllegalArgumentException(what + " must be " + 2 * bytes + " lower-case hex digits");
    }
    return hex;
  }
}
