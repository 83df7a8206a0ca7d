package io.byteleap.domain.matrix;

import java.util.List;

/// The first product in 32-bit integers.
///
/// Exactness: both factors are at most 500 in absolute value, so the sum of up to 8,192 terms stays
/// below 8,192 x 250,000 = 2,048,000,000 < 2^31; it is then carried into 64 bits, where 10,000
/// terms stay below 2.5 x 10^9.
final class PlainEntryProduct implements Product {
  private static final int TERMS_MAX = 8_192;

  /// Rows of B taken in at once: they stay in the fastest cache for all rows of the left factor,
  /// and each sum is loaded and stored once for four terms.
  private static final int STEP = 4;

  private final List<short[]> left;
  private final List<int[]> partial;
  private final List<long[]> sums;
  private final int[] factors = new int[STEP];
  private final int[][] rows;
  private int terms;

  PlainEntryProduct(List<short[]> left, int size) {
    this.left = left;
    this.rows = new int[STEP][size];
    this.partial = left.stream().map(row -> new int[row.length]).toList();
    this.sums = left.stream().map(row -> new long[row.length]).toList();
  }

  @Override
  public void add(Slab slab) {
    if (terms + slab.rowCount() > TERMS_MAX) {
      carry();
    }
    terms += slab.rowCount();
    for (int k = 0; k < slab.rowCount(); k += STEP) {
      takeRows(slab, k);
      int count = Math.min(STEP, slab.rowCount() - k);
      for (int i = 0; i < left.size(); i++) {
        takeFactors(left.get(i), slab.firstRow() + k, count);
        addMultiples(partial.get(i), factors, rows);
      }
    }
  }

  @Override
  public List<long[]> finished() {
    carry();
    return sums;
  }

  private void takeRows(Slab slab, int first) {
    int count = Math.min(STEP, slab.rowCount() - first);
    for (int k = 0; k < count; k++) {
      widen(slab.entries(), slab.at(0, first + k), rows[k]);
    }
  }

  private static void widen(short[] entries, int from, int[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = entries[from + j];
    }
  }

  /// Factors that there are no rows for any more are zero, so that what is left in the rows does
  /// not count.
  private void takeFactors(short[] row, int first, int count) {
    for (int k = 0; k < STEP; k++) {
      factors[k] = k < count ? row[first + k] : 0;
    }
  }

  private static void addMultiples(int[] target, int[] factors, int[][] rows) {
    int factor0 = factors[0];
    int factor1 = factors[1];
    int factor2 = factors[2];
    int factor3 = factors[3];
    int[] row0 = rows[0];
    int[] row1 = rows[1];
    int[] row2 = rows[2];
    int[] row3 = rows[3];
    for (int j = 0; j < target.length; j++) {
      target[j] += factor0 * row0[j] + factor1 * row1[j] + factor2 * row2[j] + factor3 * row3[j];
    }
  }

  private void carry() {
    for (int i = 0; i < left.size(); i++) {
      carry(partial.get(i), sums.get(i));
    }
    terms = 0;
  }

  private static void carry(int[] partial, long[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += partial[j];
      partial[j] = 0;
    }
  }
}
