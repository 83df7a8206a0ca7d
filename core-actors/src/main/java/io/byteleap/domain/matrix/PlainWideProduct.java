package io.byteleap.domain.matrix;

import java.util.List;

/// A later product in 64-bit integers, whose arithmetic wraps modulo 2^64 as the protocol asks.
final class PlainWideProduct implements Product {
  /// Rows of B taken in at once: they stay in the fastest cache for all rows of the left factor,
  /// and each sum is loaded and stored once for four terms.
  private static final int STEP = 4;

  private final List<long[]> left;
  private final List<long[]> sums;
  private final long[] factors = new long[STEP];
  private final long[][] rows;

  PlainWideProduct(List<long[]> left, int size) {
    this.left = left;
    this.rows = new long[STEP][size];
    this.sums = left.stream().map(row -> new long[row.length]).toList();
  }

  @Override
  public void add(Slab slab) {
    for (int k = 0; k < slab.rowCount(); k += STEP) {
      takeRows(slab, k);
      int count = Math.min(STEP, slab.rowCount() - k);
      for (int i = 0; i < left.size(); i++) {
        takeFactors(left.get(i), slab.firstRow() + k, count);
        addMultiples(sums.get(i), factors, rows);
      }
    }
  }

  @Override
  public List<long[]> finished() {
    return sums;
  }

  private void takeRows(Slab slab, int first) {
    int count = Math.min(STEP, slab.rowCount() - first);
    for (int k = 0; k < count; k++) {
      widen(slab.entries(), slab.at(0, first + k), rows[k]);
    }
  }

  private static void widen(short[] entries, int from, long[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = entries[from + j];
    }
  }

  /// Factors that there are no rows for any more are zero, so that what is left in the rows does
  /// not count.
  private void takeFactors(long[] row, int first, int count) {
    for (int k = 0; k < STEP; k++) {
      factors[k] = k < count ? row[first + k] : 0;
    }
  }

  private static void addMultiples(long[] target, long[] factors, long[][] rows) {
    long factor0 = factors[0];
    long factor1 = factors[1];
    long factor2 = factors[2];
    long factor3 = factors[3];
    long[] row0 = rows[0];
    long[] row1 = rows[1];
    long[] row2 = rows[2];
    long[] row3 = rows[3];
    for (int j = 0; j < target.length; j++) {
      target[j] += factor0 * row0[j] + factor1 * row1[j] + factor2 * row2[j] + factor3 * row3[j];
    }
  }
}
