package io.byteleap.domain.matrix;

/// The rows of A, then the rows of B, in order, from one generator.
public final class RowGenerator {
  /// Bound on the absolute value of an entry.
  public static final int ENTRY_MAX = 500;

  private final Mt19937 generator;
  private final int size;

  private RowGenerator(Mt19937 generator, int size) {
    this.generator = generator;
    this.size = size;
  }

  /// Stands before row 0 of A; after `size` rows the rows of B follow.
  public static RowGenerator of(MatrixSpec spec) {
    return new RowGenerator(Mt19937.seeded(spec.seed().numeric()), spec.size());
  }

  /// A second generator that stands where this one stands.
  public RowGenerator copy() {
    return new RowGenerator(generator.copy(), size);
  }

  /// The next row.
  public short[] next() {
    var row = new short[size];
    next(row);
    return row;
  }

  /// Fills `row` (of `size` entries) with the next row.
  public void next(short[] row) {
    generator.fillWithin(ENTRY_MAX, row);
  }

  /// Passes over one row.
  public void skip() {
    generator.skipWithin(ENTRY_MAX, size);
  }
}
