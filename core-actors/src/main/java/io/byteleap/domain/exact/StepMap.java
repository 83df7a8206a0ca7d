package io.byteleap.domain.exact;

/// The map from a row of C to the same row of the next A: a mix of the value, its column and the
/// step, of which the highest byte is the entry.
///
/// The mix is a multiply-xorshift of two rounds that lets every bit of the value reach that byte
/// (C. Wellons, hash-prospector: 16 21f0aaad 15 d35a2d97). There is no way from one step's factors
/// to the next step's that does not pass through all the sums between.
final class StepMap {
  private static final int COLUMN = 0x9E3779B1;
  private static final int STEP = 0x85EBCA77;
  private static final int FIRST = 0x21F0AAAD;
  private static final int SECOND = 0xD35A2D97;

  private StepMap() {}

  /// Writes the row of A of step `step + 1` (`step` from 1) that follows from `count` values of C
  /// of step `step`.
  static void next(int[] values, int from, int count, int step, byte[] target) {
    int offset = step * STEP;
    for (int j = 0; j < count; j++) {
      int x = values[from + j] + j * COLUMN + offset;
      x = (x ^ (x >>> 16)) * FIRST;
      x = (x ^ (x >>> 15)) * SECOND;
      target[j] = (byte) (x >>> 24);
    }
  }
}
