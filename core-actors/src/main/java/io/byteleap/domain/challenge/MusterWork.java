package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.OpeningRequest;

/// What a unit computes in a muster until the bell: more than it can.
///
/// The matrices A, B and C, `6*n*n` bytes, take at least nine tenths of the claimed memory, as far
/// as a matrix may be that large: [ExactShape#SIZE_MAX] is nine tenths of 109,013 MiB. The steps
/// are as many as let one opening hold [#ROWS] rows. Processors, and units that claim less than
/// [#MEMORY_MIN_MIB], get twice their ordinary size, and [#WORKS_MAX] ordinary works at most: their
/// rows have to be done one by one.
///
/// Sizes are 128 times a power of the sixteenth root of two, rounded up to a multiple of 128: the
/// next of them still fits the memory, and a validator has no more than 40 of them to judge by,
/// whatever memory is claimed.
public final class MusterWork {
  /// GPUs with less are not filled.
  public static final long MEMORY_MIN_MIB = 4_096;

  /// So many rows can be asked of everybody.
  static final int ROWS = 2;

  static final int WORKS_MAX = 128;

  private static final double SHARE = 0.9;

  /// Bytes of A and B, one each, and C, four, an entry.
  private static final int BYTES_PER_ENTRY = 6;

  private static final int SIZES_PER_DOUBLING = 16;
  private static final double BYTES_PER_MIB = 1 << 20;

  private MusterWork() {}

  /// The work of a unit whose ordinary one is `ordinary` and that claims `memoryMiB` (0: none).
  public static ExactShape of(ExactShape ordinary, long memoryMiB) {
    boolean isFilled = memoryMiB >= MEMORY_MIN_MIB;
    int size = isFilled ? sizeFor(memoryMiB) : Math.min(2 * ordinary.size(), ExactShape.SIZE_MAX);
    long most = isFilled ? Long.MAX_VALUE : WORKS_MAX * ordinary.multiplyAdds();
    int steps = ExactShape.STEPS_MAX;
    while (steps > 1 && !isWithin(size, steps, most)) {
      steps--;
    }
    return new ExactShape(size, steps);
  }

  private static boolean isWithin(int size, int steps, long most) {
    if ((long) size * steps * Integer.BYTES > ExactShape.ROW_BYTES_MAX) {
      return false;
    }
    var shape = new ExactShape(size, steps);
    return OpeningRequest.rowsMax(shape) >= ROWS && shape.multiplyAdds() <= most;
  }

  private static int sizeFor(long memoryMiB) {
    double least = StrictMath.sqrt(SHARE * memoryMiB * BYTES_PER_MIB / BYTES_PER_ENTRY);
    double doublings = StrictMath.log(least / ExactShape.SIZE_MULTIPLE) / StrictMath.log(2);
    double place = StrictMath.ceil(doublings * SIZES_PER_DOUBLING);
    double multiples = StrictMath.ceil(StrictMath.pow(2, place / SIZES_PER_DOUBLING));
    return (int) Math.min(multiples * ExactShape.SIZE_MULTIPLE, ExactShape.SIZE_MAX);
  }
}
