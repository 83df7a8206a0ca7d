package io.byteleap.domain.exact;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.units.Bytes;
import java.util.HexFormat;

/// The key from which all entries of one matrix follow: 32 bytes. Whoever has it can compute ahead,
/// so it is handed out only when the clock starts, and never printed.
public record MatrixKey(Bytes bytes) {
  public static final int LENGTH = 32;

  public MatrixKey {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a matrix key has " + LENGTH + " bytes");
    }
  }

  /// Refused: anything but 64 lower-case hex digits.
  public static MatrixKey ofHex(String hex) {
    if (!Hex.isHex(hex, 2 * LENGTH)) {
      throw new IllegalArgumentException("a matrix key must be 64 lower-case hex digits");
    }
    return new MatrixKey(Bytes.adopting(HexFormat.of().parseHex(hex)));
  }

  /// For the one message that hands it out.
  public String hex() {
    return HexFormat.of().formatHex(bytes.toArray());
  }
}
