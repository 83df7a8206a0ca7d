package io.byteleap.domain.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// A later product in vectors of 64-bit integers, whose arithmetic wraps modulo 2^64 as the
/// protocol asks. The loops are those of [VectorMicroKernel].
final class VectorWideProduct implements Product {
  private static final VectorSpecies<Long> LONGS = VectorForm.FLOATS.withLanes(long.class);
  private static final int LANES = LONGS.length();
  private static final int COLUMNS = VectorForm.VECTORS * LANES;

  private final List<long[]> left;
  private final int size;
  private final int stride;
  private final int groupCount;
  private final long[] sums;
  private final long[] factors;
  private final long[] panel = new long[Slab.ROWS_MAX * VectorForm.PANEL_WIDTH];

  /// The sums of one run of the inner loop.
  private final long[] tile = new long[VectorForm.ROWS * COLUMNS];

  VectorWideProduct(List<long[]> left, int size) {
    this.left = left;
    this.size = size;
    this.stride = VectorForm.strideOf(size);
    this.groupCount = Math.ceilDiv(left.size(), VectorForm.ROWS);
    this.sums = new long[groupCount * VectorForm.ROWS * stride];
    this.factors = new long[groupCount * VectorForm.ROWS * Slab.ROWS_MAX];
  }

  @Override
  public void add(Slab slab) {
    takeFactors(slab);
    for (int p = 0; p < slab.panelCount(); p++) {
      takePanel(slab, p);
      for (int group = 0; group < groupCount; group++) {
        for (int column = 0; column < VectorForm.PANEL_WIDTH; column += COLUMNS) {
          int sumsAt = group * VectorForm.ROWS * stride + p * VectorForm.PANEL_WIDTH + column;
          multiply(group, column, slab.rowCount());
          addTile(sumsAt);
        }
      }
    }
  }

  @Override
  public List<long[]> finished() {
    return IntStream.range(0, left.size())
        .mapToObj(i -> Arrays.copyOfRange(sums, i * stride, i * stride + size))
        .toList();
  }

  private void takeFactors(Slab slab) {
    for (int i = 0; i < left.size(); i++) {
      long[] row = left.get(i);
      int at = i / VectorForm.ROWS * VectorForm.ROWS * Slab.ROWS_MAX + i % VectorForm.ROWS;
      for (int k = 0; k < slab.rowCount(); k++) {
        factors[at + k * VectorForm.ROWS] = row[slab.firstRow() + k];
      }
    }
  }

  private void takePanel(Slab slab, int p) {
    short[] entries = slab.entries();
    int from = slab.at(p, 0);
    int count = slab.rowCount() * VectorForm.PANEL_WIDTH;
    for (int i = 0; i < count; i++) {
      panel[i] = entries[from + i];
    }
  }

  private void multiply(int group, int column, int depth) {
    long[] a = factors;
    long[] b = panel;
    var sum00 = LongVector.zero(LONGS);
    var sum01 = sum00;
    var sum02 = sum00;
    var sum10 = sum00;
    var sum11 = sum00;
    var sum12 = sum00;
    var sum20 = sum00;
    var sum21 = sum00;
    var sum22 = sum00;
    var sum30 = sum00;
    var sum31 = sum00;
    var sum32 = sum00;
    int from = group * VectorForm.ROWS * Slab.ROWS_MAX;
    for (int k = 0; k < depth; k++) {
      var b0 = LongVector.fromArray(LONGS, b, k * VectorForm.PANEL_WIDTH + column);
      var b1 = LongVector.fromArray(LONGS, b, k * VectorForm.PANEL_WIDTH + column + LANES);
      var b2 = LongVector.fromArray(LONGS, b, k * VectorForm.PANEL_WIDTH + column + 2 * LANES);
      var a0 = LongVector.broadcast(LONGS, a[from + VectorForm.ROWS * k]);
      sum00 = sum00.add(b0.mul(a0));
      sum01 = sum01.add(b1.mul(a0));
      sum02 = sum02.add(b2.mul(a0));
      var a1 = LongVector.broadcast(LONGS, a[from + VectorForm.ROWS * k + 1]);
      sum10 = sum10.add(b0.mul(a1));
      sum11 = sum11.add(b1.mul(a1));
      sum12 = sum12.add(b2.mul(a1));
      var a2 = LongVector.broadcast(LONGS, a[from + VectorForm.ROWS * k + 2]);
      sum20 = sum20.add(b0.mul(a2));
      sum21 = sum21.add(b1.mul(a2));
      sum22 = sum22.add(b2.mul(a2));
      var a3 = LongVector.broadcast(LONGS, a[from + VectorForm.ROWS * k + 3]);
      sum30 = sum30.add(b0.mul(a3));
      sum31 = sum31.add(b1.mul(a3));
      sum32 = sum32.add(b2.mul(a3));
    }
    store(0, sum00, sum01, sum02);
    store(1, sum10, sum11, sum12);
    store(2, sum20, sum21, sum22);
    store(3, sum30, sum31, sum32);
  }

  private void store(int row, LongVector sum0, LongVector sum1, LongVector sum2) {
    sum0.intoArray(tile, row * COLUMNS);
    sum1.intoArray(tile, row * COLUMNS + LANES);
    sum2.intoArray(tile, row * COLUMNS + 2 * LANES);
  }

  private void addTile(int sumsAt) {
    for (int row = 0; row < VectorForm.ROWS; row++) {
      int from = row * COLUMNS;
      int at = sumsAt + row * stride;
      for (int i = 0; i < COLUMNS; i += LANES) {
        LongVector.fromArray(LONGS, tile, from + i)
            .add(LongVector.fromArray(LONGS, sums, at + i))
            .intoArray(sums, at + i);
      }
    }
  }
}
