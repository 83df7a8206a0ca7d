package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactShape;

/// What a unit computes in a muster, and to how many of its ordinary works that comes (rounded up,
/// at least one), by which it is waited for.
///
/// The matrices A, B and C, `6*n*n` bytes, take at least nine tenths of the claimed memory, as far
/// as a matrix may be that large: [ExactShape#SIZE_MAX] is nine tenths of 109,013 MiB. The steps
/// are as many as one opened row and the wait allow, so that works that begin at different times
/// are under way together.
///
/// Sizes are 128 times a power of the sixteenth root of two, rounded up to a multiple of 128: the
/// next of them still fits the memory, and a validator has no more than 40 of them to judge by,
/// whatever memory is claimed. Units that claim less than [#MEMORY_MIN_MIB] keep their ordinary
/// size.
public record MusterWork(ExactShape shape, int works) {
  /// GPUs with less are not filled.
  public static final long MEMORY_MIN_MIB = 4_096;

  private static final double SHARE = 0.9;

  /// Bytes of A and B, one each, and C, four, an entry.
  private static final int BYTES_PER_ENTRY = 6;

  private static final int SIZES_PER_DOUBLING = 16;
  private static final double BYTES_PER_MIB = 1 << 20;

  /// The work of a unit whose ordinary one is `ordinary`, that claims `memoryMiB` (0: none), and is
  /// waited for as long as `worksMax` ordinary works may take, 1 to 300.
  public static MusterWork of(ExactShape ordinary, long memoryMiB, int worksMax) {
    if (worksMax < 1 || worksMax > Muster.WINDOW_MAX.toSeconds()) {
      throw new IllegalArgumentException("BUG: " + worksMax + " works");
    }
    long most = ordinary.multiplyAdds() * worksMax;
    int filling = memoryMiB < MEMORY_MIN_MIB ? ordinary.size() : sizeFor(memoryMiB);
    int size = product(filling) <= most ? filling : ordinary.size();
    long fitting = Math.min(most / product(size), ExactShape.ROW_BYTES_MAX / (4L * size));
    var shape = new ExactShape(size, (int) Math.min(fitting, ExactShape.STEPS_MAX));
    return new MusterWork(
        shape, (int) Math.max(1, Math.ceilDiv(shape.multiplyAdds(), ordinary.multiplyAdds())));
  }

  private static long product(int size) {
    return (long) size * size * size;
  }

  private static int sizeFor(long memoryMiB) {
    double least = StrictMath.sqrt(SHARE * memoryMiB * BYTES_PER_MIB / BYTES_PER_ENTRY);
    double doublings = StrictMath.log(least / ExactShape.SIZE_MULTIPLE) / StrictMath.log(2);
    double place = StrictMath.ceil(doublings * SIZES_PER_DOUBLING);
    double multiples = StrictMath.ceil(StrictMath.pow(2, place / SIZES_PER_DOUBLING));
    return (int) Math.min(multiples * ExactShape.SIZE_MULTIPLE, ExactShape.SIZE_MAX);
  }
}
