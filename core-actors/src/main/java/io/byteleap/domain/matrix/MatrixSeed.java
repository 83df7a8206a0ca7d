package io.byteleap.domain.matrix;

import io.byteleap.domain.digest.Hex;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Seed of a challenge: 16 bytes, written as 32 lower-case hex digits.
///
/// The generators use the first 4 bytes only, as one big-endian unsigned number; that is how the
/// network's existing workers do it. Refused: any other length, anything that is not a hex digit.
public record MatrixSeed(String hex) {
  private static final int BYTES = 16;

  public MatrixSeed {
    if (!Hex.isHex(hex, 2 * BYTES)) {
      throw new IllegalArgumentException("seed must be 32 lower-case hex digits");
    }
  }

  public static MatrixSeed draw(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new MatrixSeed(HexFormat.of().formatHex(bytes));
  }

  /// The generators' 32-bit seed.
  public int numeric() {
    return HexFormat.fromHexDigits(hex, 0, 8);
  }
}
