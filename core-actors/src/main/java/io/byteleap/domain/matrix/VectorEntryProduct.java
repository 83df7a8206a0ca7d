package io.byteleap.domain.matrix;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The first product in vectors of 32-bit floats, which have the fastest multiply-add.
///
/// Exactness: both factors are integers of at most 500 in absolute value, so a sum over the at most
/// 64 rows of a slab is an integer of at most 64 x 250,000 = 16,000,000 < 2^24, and floats hold
/// every integer up to 2^24: no step rounds, in whatever order. The slab's sums then go into 32-bit
/// integers, which hold 8,192 terms (2,048,000,000 < 2^31), and these into 64 bits.
///
/// The inner loop is the register-blocked micro-kernel of Goto and van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a small block of sums stays in
/// registers while one panel of each factor streams past.
final class VectorEntryProduct implements Product {
  private static final int TERMS_MAX = 8_192;

  private static final VectorSpecies<Float> FLOATS = VectorForm.FLOATS;
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
  private static final int LANES = FLOATS.length();
  private static final int COLUMNS = VectorForm.VECTORS * LANES;

  private final List<short[]> left;

  /// Length of a row of partial sums, whole panels.
  private final int stride;

  private final int groupCount;
  private final int[] partial;
  private final long[][] sums;

  /// The left factor's columns that belong to the slab at hand: group after group of four rows, in
  /// each the four factors of one row of B beside each other.
  private final float[] factors;

  /// The panel of B at hand.
  private final float[] panel = new float[Slab.ROWS_MAX * VectorForm.PANEL_WIDTH];

  /// The sums of one run of the inner loop.
  private final float[] tile = new float[VectorForm.ROWS * COLUMNS];

  private int terms;

  VectorEntryProduct(List<short[]> left, int size) {
    this.left = left;
    this.stride = VectorForm.strideOf(size);
    this.groupCount = Math.ceilDiv(left.size(), VectorForm.ROWS);
    this.partial = new int[groupCount * VectorForm.ROWS * stride];
    this.sums = new long[left.size()][size];
    this.factors = new float[groupCount * VectorForm.ROWS * Slab.ROWS_MAX];
  }

  @Override
  public void add(Slab slab) {
    if (terms + slab.rowCount() > TERMS_MAX) {
      carry();
    }
    terms += slab.rowCount();
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
    carry();
    return List.of(sums);
  }

  private void takeFactors(Slab slab) {
    for (int i = 0; i < left.size(); i++) {
      short[] row = left.get(i);
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
    for (int i = 0; i < count; i += LANES) {
      ShortVector.fromArray(SHORTS, entries, from + i)
          .convertShape(VectorOperators.S2F, FLOATS, 0)
          .reinterpretAsFloats()
          .intoArray(panel, i);
    }
  }

  /// Four rows by three vectors of columns. Every sum has a name, because only what has a name is
  /// kept in a register.
  private void multiply(int group, int column, int depth) {
    float[] a = factors;
    float[] b = panel;
    var sum00 = FloatVector.zero(FLOATS);
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
      var b0 = FloatVector.fromArray(FLOATS, b, k * VectorForm.PANEL_WIDTH + column);
      var b1 = FloatVector.fromArray(FLOATS, b, k * VectorForm.PANEL_WIDTH + column + LANES);
      var b2 = FloatVector.fromArray(FLOATS, b, k * VectorForm.PANEL_WIDTH + column + 2 * LANES);
      var a0 = FloatVector.broadcast(FLOATS, a[from + VectorForm.ROWS * k]);
      sum00 = b0.fma(a0, sum00);
      sum01 = b1.fma(a0, sum01);
      sum02 = b2.fma(a0, sum02);
      var a1 = FloatVector.broadcast(FLOATS, a[from + VectorForm.ROWS * k + 1]);
      sum10 = b0.fma(a1, sum10);
      sum11 = b1.fma(a1, sum11);
      sum12 = b2.fma(a1, sum12);
      var a2 = FloatVector.broadcast(FLOATS, a[from + VectorForm.ROWS * k + 2]);
      sum20 = b0.fma(a2, sum20);
      sum21 = b1.fma(a2, sum21);
      sum22 = b2.fma(a2, sum22);
      var a3 = FloatVector.broadcast(FLOATS, a[from + VectorForm.ROWS * k + 3]);
      sum30 = b0.fma(a3, sum30);
      sum31 = b1.fma(a3, sum31);
      sum32 = b2.fma(a3, sum32);
    }
    store(0, sum00, sum01, sum02);
    store(1, sum10, sum11, sum12);
    store(2, sum20, sum21, sum22);
    store(3, sum30, sum31, sum32);
  }

  private void store(int row, FloatVector sum0, FloatVector sum1, FloatVector sum2) {
    sum0.intoArray(tile, row * COLUMNS);
    sum1.intoArray(tile, row * COLUMNS + LANES);
    sum2.intoArray(tile, row * COLUMNS + 2 * LANES);
  }

  private void addTile(int sumsAt) {
    for (int row = 0; row < VectorForm.ROWS; row++) {
      int from = row * COLUMNS;
      int at = sumsAt + row * stride;
      for (int i = 0; i < COLUMNS; i += LANES) {
        FloatVector.fromArray(FLOATS, tile, from + i)
            .convertShape(VectorOperators.F2I, INTS, 0)
            .reinterpretAsInts()
            .add(IntVector.fromArray(INTS, partial, at + i))
            .intoArray(partial, at + i);
      }
    }
  }

  private void carry() {
    for (int i = 0; i < sums.length; i++) {
      carry(partial, i * stride, sums[i]);
    }
    terms = 0;
  }

  private static void carry(int[] partial, int from, long[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += partial[from + j];
      partial[from + j] = 0;
    }
  }
}
