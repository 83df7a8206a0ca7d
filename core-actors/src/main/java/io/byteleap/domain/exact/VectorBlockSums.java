package io.byteleap.domain.exact;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums in vectors of 32-bit floats, which have the fastest multiply-add.
///
/// Exactness: entries are at most 2^7 in absolute value, so a sum over the 128 rows of a slab is a
/// whole number of at most 2^21, and floats hold every one up to 2^24: no step rounds, in whatever
/// order. The slab's sums then go into 32-bit integers, which hold them all.
///
/// The inner loop is the register-blocked micro-kernel of Goto and van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a small block of sums stays in
/// registers while one panel of each factor streams past. With 4 x 3 sums, 3 vectors of B and one
/// factor at hand it fits the 16 registers of the smaller processors.
final class VectorBlockSums implements BlockSums {
  /// Three of the longest vectors (512 bits, 16 floats); a multiple of three shorter ones.
  static final int PANEL_WIDTH = 48;

  private static final int ROWS = 4;
  private static final int VECTORS = 3;
  private static final int BITS_MAX = 512;
  private static final int BITS_MIN_OF_BYTES = 64;

  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() > BITS_MAX
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

  /// A quarter of the floats' bits, or what is the least: then a vector of bytes makes two of
  /// floats.
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(
          byte.class,
          VectorShape.forBitSize(
              Math.max(BITS_MIN_OF_BYTES, FLOATS.vectorBitSize() * Byte.BYTES / Float.BYTES)));

  private static final int LANES = FLOATS.length();
  private static final int COLUMNS = VECTORS * LANES;

  /// Length of a row of sums, whole panels.
  private final int stride;

  private final int[] sums;

  /// The left factor's columns that belong to the slab at hand: group after group of four rows, in
  /// each the four factors of one row of B beside each other.
  private final float[] factors;

  /// The panel of B at hand.
  private final float[] panel = new float[ExactSlab.ROWS * PANEL_WIDTH];

  /// The sums of one run of the inner loop.
  private final float[] tile = new float[ROWS * COLUMNS];

  private byte[][] left = new byte[0][];
  private int rowCount;

  VectorBlockSums(int rowsMax, int size) {
    int rows = Math.ceilDiv(rowsMax, ROWS) * ROWS;
    this.stride = Math.ceilDiv(size, PANEL_WIDTH) * PANEL_WIDTH;
    this.sums = new int[rows * stride];
    this.factors = new float[rows * ExactSlab.ROWS];
  }

  @Override
  public void begin(byte[][] left, int rowCount) {
    this.left = left;
    this.rowCount = rowCount;
    Arrays.fill(sums, 0);
    Arrays.fill(factors, 0);
  }

  @Override
  public void add(ExactSlab slab) {
    takeFactors(slab.firstRow());
    int groupCount = Math.ceilDiv(rowCount, ROWS);
    for (int p = 0; p < slab.panelCount(); p++) {
      takePanel(slab, p);
      for (int group = 0; group < groupCount; group++) {
        for (int column = 0; column < PANEL_WIDTH; column += COLUMNS) {
          multiply(group, column);
          addTile(group * ROWS * stride + p * PANEL_WIDTH + column);
        }
      }
    }
  }

  private void takeFactors(int firstRow) {
    for (int i = 0; i < rowCount; i++) {
      byte[] row = left[i];
      int at = i / ROWS * ROWS * ExactSlab.ROWS + i % ROWS;
      for (int k = 0; k < ExactSlab.ROWS; k++) {
        factors[at + k * ROWS] = row[firstRow + k];
      }
    }
  }

  private void takePanel(ExactSlab slab, int p) {
    byte[] entries = slab.entries();
    int from = slab.at(p, 0);
    for (int i = 0; i < panel.length; i += BYTES.length()) {
      var bytes = ByteVector.fromArray(BYTES, entries, from + i);
      for (int part = 0; part * LANES < BYTES.length(); part++) {
        bytes
            .convertShape(VectorOperators.B2F, FLOATS, part)
            .reinterpretAsFloats()
            .intoArray(panel, i + part * LANES);
      }
    }
  }

  /// Four rows by three vectors of columns. Every sum has a name, because only what has a name is
  /// kept in a register.
  private void multiply(int group, int column) {
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
    int from = group * ROWS * ExactSlab.ROWS;
    for (int k = 0; k < ExactSlab.ROWS; k++) {
      var b0 = FloatVector.fromArray(FLOATS, b, k * PANEL_WIDTH + column);
      var b1 = FloatVector.fromArray(FLOATS, b, k * PANEL_WIDTH + column + LANES);
      var b2 = FloatVector.fromArray(FLOATS, b, k * PANEL_WIDTH + column + 2 * LANES);
      var a0 = FloatVector.broadcast(FLOATS, a[from + ROWS * k]);
      sum00 = b0.fma(a0, sum00);
      sum01 = b1.fma(a0, sum01);
      sum02 = b2.fma(a0, sum02);
      var a1 = FloatVector.broadcast(FLOATS, a[from + ROWS * k + 1]);
      sum10 = b0.fma(a1, sum10);
      sum11 = b1.fma(a1, sum11);
      sum12 = b2.fma(a1, sum12);
      var a2 = FloatVector.broadcast(FLOATS, a[from + ROWS * k + 2]);
      sum20 = b0.fma(a2, sum20);
      sum21 = b1.fma(a2, sum21);
      sum22 = b2.fma(a2, sum22);
      var a3 = FloatVector.broadcast(FLOATS, a[from + ROWS * k + 3]);
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

  private void addTile(int at) {
    for (int row = 0; row < ROWS; row++) {
      int from = row * COLUMNS;
      int to = at + row * stride;
      for (int i = 0; i < COLUMNS; i += LANES) {
        FloatVector.fromArray(FLOATS, tile, from + i)
            .convertShape(VectorOperators.F2I, INTS, 0)
            .reinterpretAsInts()
            .add(IntVector.fromArray(INTS, sums, to + i))
            .intoArray(sums, to + i);
      }
    }
  }

  @Override
  public int[] values() {
    return sums;
  }

  @Override
  public int stride() {
    return stride;
  }
}
