package io.byteleap.domain.gpu;

import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.units.Numbers;
import java.util.HexFormat;
import java.util.Optional;

/// Hash of one row of a GPU's C: 64-bit FNV-1a, fed with one half-precision bit pattern a step, as
/// 16 lower-case hex digits. Source: matrix challenge v1; Fowler, Noll and Vo.
public final class GpuRowHash {
  private static final long OFFSET_BASIS = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private GpuRowHash() {}

  /// The hash of `count` of `values` from index `from` on; none when one of them is not finite in
  /// half precision, since no honest row holds such a value.
  public static Optional<RowHash> of(Numbers values, int from, int count) {
    long hash = OFFSET_BASIS;
    for (int i = from; i < from + count; i++) {
      double value = values.at(i);
      if (!Fp16.isFinite(value)) {
        return Optional.empty();
      }
      hash = (hash ^ Fp16.bitsOf(value)) * PRIME;
    }
    return Optional.of(new RowHash(HexFormat.of().toHexDigits(hash)));
  }

  public static Optional<RowHash> of(Numbers row) {
    return of(row, 0, row.count());
  }
}
