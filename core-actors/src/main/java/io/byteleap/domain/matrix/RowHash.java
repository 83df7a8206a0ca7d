package io.byteleap.domain.matrix;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.digest.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Hash of one row of C: the first 16 hex digits of the SHA-256 of its entries, each 8 bytes,
/// little-endian. Refused: anything but 16 lower-case hex digits.
public record RowHash(String hex) {
  private static final int BYTES = 8;

  public RowHash {
    if (!Hex.isHex(hex, 2 * BYTES)) {
      throw new IllegalArgumentException("row hash must be 16 lower-case hex digits");
    }
  }

  public static RowHash of(long[] row) {
    var bytes = ByteBuffer.allocate(row.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(row);
    return new RowHash(HexFormat.of().formatHex(Sha256.of(bytes), 0, BYTES));
  }
}
