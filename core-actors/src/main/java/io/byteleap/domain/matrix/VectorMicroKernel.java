package io.byteleap.domain.matrix;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products of a few rows with panels of a right factor, summed in vectors of 32-bit floats, which
/// have the fastest multiply-add, and then in 32-bit integers.
///
/// Exactness is the caller's to see to: all entries are whole numbers, a sum over the `depth` rows
/// of a panel is at most 2^24 in absolute value, so that no step rounds, in whatever order, and
/// what is added up over panels fits 32 bits.
///
/// The inner loop is the register-blocked micro-kernel of Goto and van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a small block of sums stays in
/// registers while one panel of each factor streams past. One thread at a time.
public final class VectorMicroKernel {
  /// Columns of a panel.
  public static final int PANEL_WIDTH = VectorForm.PANEL_WIDTH;

  /// The vectors of the panel's entries.
  public static final VectorSpecies<Float> FLOATS = VectorForm.FLOATS;

  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int ROWS = VectorForm.ROWS;
  private static final int LANES = FLOATS.length();
  private static final int COLUMNS = VectorForm.VECTORS * LANES;

  private final int depthMax;

  /// Length of a row of sums, whole panels.
  private final int stride;

  private final int[] sums;

  /// Columns of the left factor: group after group of four rows, in each the four factors of one
  /// row of the panel beside each other.
  private final float[] factors;

  private final float[] panel;

  /// The sums of one run of the inner loop.
  private final float[] tile = new float[ROWS * COLUMNS];

  /// For up to `rowsMax` rows times a right factor of `size` columns, at most `depthMax` rows of it
  /// at once.
  public VectorMicroKernel(int rowsMax, int size, int depthMax) {
    int rows = Math.ceilDiv(rowsMax, ROWS) * ROWS;
    this.depthMax = depthMax;
    this.stride = VectorForm.strideOf(size);
    this.sums = new int[rows * stride];
    this.factors = new float[rows * depthMax];
    this.panel = new float[depthMax * PANEL_WIDTH];
  }

  /// Forgets all sums and factors.
  public void clear() {
    Arrays.fill(sums, 0);
    Arrays.fill(factors, 0);
  }

  /// Where the factor of row `row` with the panel's first row stands in [#factors]; those with the
  /// next rows follow [#factorStep] apart.
  public int factorAt(int row) {
    return row / ROWS * ROWS * depthMax + row % ROWS;
  }

  public int factorStep() {
    return ROWS;
  }

  /// To be written to.
  public float[] factors() {
    return factors;
  }

  /// The panel at hand, row after row; to be written to.
  public float[] panel() {
    return panel;
  }

  /// Adds the first `rowCount` rows times panel `index`, of which `depth` rows count.
  public void add(int index, int rowCount, int depth) {
    int groupCount = Math.ceilDiv(rowCount, ROWS);
    for (int group = 0; group < groupCount; group++) {
      for (int column = 0; column < PANEL_WIDTH; column += COLUMNS) {
        multiply(group, column, depth);
        addTile(group * ROWS * stride + index * PANEL_WIDTH + column);
      }
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
    int from = group * ROWS * depthMax;
    for (int k = 0; k < depth; k++) {
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

  /// The sums of all rows, row after row, [#stride] apart.
  public int[] sums() {
    return sums;
  }

  public int stride() {
    return stride;
  }
}
