package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactShape;

/// What a unit computes in a muster until the bell: more than it can.
///
/// The matrices A, B and C, `6*n*n` bytes, take at least nine tenths of the claimed memory, as far
/// as a matrix may be that large: [ExactShape#SIZE_MAX] is nine tenths of 109,013 MiB. The steps
/// are as many as one row may have; an opening holds two of the longest. Processors, and units that
/// claim less than [#MEMORY_MIN_MIB], get four times their ordinary size, up to [#UNFILLED_MAX], or
/// that itself where it is larger.
///
/// Sizes are 128 times a power of the sixteenth root of two, rounded up to a multiple of 128: the
/// next of them still fits the memory, and a validator has no more than 40 of them to judge by,
/// whatever memory is claimed.
public final class MusterWork {
  /// GPUs with less are not filled.
  public static final long MEMORY_MIN_MIB = 4_096;

  /// What nobody claims memory for takes 256 MiB at most.
  static final int UNFILLED_MAX = 16_384;

  private static final double SHARE = 0.9;

  /// Bytes of A and B, one each, and C, four, an entry.
  private static final int BYTES_PER_ENTRY = 6;

  private static final int SIZES_PER_DOUBLING = 16;
  private static final double BYTES_PER_MIB = 1 << 20;

  private MusterWork() {}

  /// The work of a unit whose ordinary one is `ordinary` and that claims `memoryMiB` (0: none).
  public static ExactShape of(ExactShape ordinary, long memoryMiB) {
    int size = memoryMiB < MEMORY_MIN_MIB ? unfilled(ordinary.size()) : sizeFor(memoryMiB);
    int steps = ExactShape.ROW_BYTES_MAX / (Integer.BYTES * size);
    return new ExactShape(size, Math.min(steps, ExactShape.STEPS_MAX));
  }

  private static int unfilled(int ordinary) {
    return Math.max(ordinary, Math.min(4 * ordinary, UNFILLED_MAX));
  }

  private static int sizeFor(long memoryMiB) {
    double least = StrictMath.sqrt(SHARE * memoryMiB * BYTES_PER_MIB / BYTES_PER_ENTRY);
    double doublings = StrictMath.log(least / ExactShape.SIZE_MULTIPLE) / StrictMath.log(2);
    double place = StrictMath.ceil(doublings * SIZES_PER_DOUBLING);
    double multiples = StrictMath.ceil(StrictMath.pow(2, place / SIZES_PER_DOUBLING));
    return (int) Math.min(multiples * ExactShape.SIZE_MULTIPLE, ExactShape.SIZE_MAX);
  }
}
