package io.byteleap.domain.exact;

import java.util.Arrays;

/// Sums in 32-bit integers, which hold them all ([ExactShape#SIZE_MAX]).
final class PlainBlockSums implements BlockSums {
  /// Rows of B taken in at once: they stay in the fastest cache for all rows of the left factor,
  /// and each sum is loaded and stored once for four terms.
  private static final int STEP = 4;

  private final int size;
  private final int[] sums;
  private final int[][] rows;
  private byte[][] left = new byte[0][];
  private int rowCount;

  PlainBlockSums(int rowsMax, int size) {
    this.size = size;
    this.sums = new int[rowsMax * size];
    this.rows = new int[STEP][size];
  }

  @Override
  public void begin(byte[][] left, int rowCount) {
    this.left = left;
    this.rowCount = rowCount;
    Arrays.fill(sums, 0, rowCount * size, 0);
  }

  @Override
  public void add(ExactSlab slab) {
    for (int k = 0; k < ExactSlab.ROWS; k += STEP) {
      for (int i = 0; i < STEP; i++) {
        widen(slab.entries(), slab.at(0, k + i), rows[i]);
      }
      for (int i = 0; i < rowCount; i++) {
        addMultiples(i * size, left[i], slab.firstRow() + k);
      }
    }
  }

  private static void widen(byte[] entries, int from, int[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = entries[from + j];
    }
  }

  private void addMultiples(int at, byte[] factors, int from) {
    int factor0 = factors[from];
    int factor1 = factors[from + 1];
    int factor2 = factors[from + 2];
    int factor3 = factors[from + 3];
    int[] row0 = rows[0];
    int[] row1 = rows[1];
    int[] row2 = rows[2];
    int[] row3 = rows[3];
    for (int j = 0; j < row0.length; j++) {
      sums[at + j] += factor0 * row0[j] + factor1 * row1[j] + factor2 * row2[j] + factor3 * row3[j];
    }
  }

  @Override
  public int[] values() {
    return sums;
  }

  @Override
  public int stride() {
    return size;
  }
}
