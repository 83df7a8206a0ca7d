package io.byteleap.domain.gpu;

/// The product C = A·B of one GPU, any value of it on demand.
///
/// Exactness: an entry of A or B is a whole number of -32,768 to 32,767 divided by 2^15, and is
/// kept here as that whole number. A sum of up to 65,536 products is below 2^46 and stays exact in
/// 64-bit integers; divided by 2^30 it is the very double that the formula gives in any order of
/// adding.
///
/// An entry is a hash of a 64-bit position: A(row, k) of `H ^ row << 32 ^ k << 16`, B(k, column) of
/// `H ^ k << 32 ^ column << 16 ^ 1`. The hash begins with folding both halves, and indices are
/// below 2^16, so that each index enters by itself and rows and columns are filled by simple loops.
/// Source: matrix challenge v1.
public final class GpuProduct {
  private static final double SCALE = 0x1p-30;
  private static final int ENTRY_BITS = 0xFFFF;
  private static final int ENTRY_ZERO = 0x8000;

  private final int folded;
  private final int size;
  private final int iterations;

  private GpuProduct(int folded, int size, int iterations) {
    this.folded = folded;
    this.size = size;
    this.iterations = iterations;
  }

  /// The product of matrices of `size` x `size` (1 to 65,536), added up `iterations` times.
  public static GpuProduct of(GpuSeed seed, int size, int iterations) {
    return new GpuProduct((int) (seed.value() ^ (seed.value() >>> 32)), size, iterations);
  }

  public static GpuProduct of(GpuSeed seed, GpuMatrixSpec spec) {
    return of(seed, spec.size(), spec.iterations());
  }

  /// Row `row` of A, times 2^15.
  int[] rowOfA(int row) {
    var entries = new int[size];
    int start = folded ^ row;
    for (int k = 0; k < entries.length; k++) {
      entries[k] = entry(start ^ (k << 16));
    }
    return entries;
  }

  /// Column `column` of B, times 2^15.
  int[] columnOfB(int column) {
    var entries = new int[size];
    int start = folded ^ (column << 16) ^ 1;
    for (int k = 0; k < entries.length; k++) {
      entries[k] = entry(start ^ k);
    }
    return entries;
  }

  private static int entry(int position) {
    int hash = position * 0x9E3779B9 + 0x85EBCA6B;
    hash ^= hash >>> 16;
    hash *= 0x85EBCA6B;
    return (hash & ENTRY_BITS) - ENTRY_ZERO;
  }

  /// C(row, column).
  public double value(int row, int column) {
    return product(rowOfA(row), columnOfB(column));
  }

  /// The values of C at each row of `rows` and column of `columns`, row by row; each factor is made
  /// once.
  public double[][] values(int[] rows, int[] columns) {
    var rowsOfA = new int[rows.length][];
    var values = new double[rows.length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      rowsOfA[i] = rowOfA(rows[i]);
    }
    for (int j = 0; j < columns.length; j++) {
      int[] columnOfB = columnOfB(columns[j]);
      for (int i = 0; i < rows.length; i++) {
        values[i][j] = product(rowsOfA[i], columnOfB);
      }
    }
    return values;
  }

  private double product(int[] rowOfA, int[] columnOfB) {
    long sum = 0;
    for (int k = 0; k < rowOfA.length; k++) {
      sum += (long) rowOfA[k] * columnOfB[k];
    }
    return sum * SCALE * iterations;
  }
}
