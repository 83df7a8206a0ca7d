package io.byteleap.domain.matrix;

import java.util.function.Consumer;

/// Consecutive rows of B, at most 64: what a product takes in at once.
///
/// The rows are cut into panels of `width` columns, and each panel lies in one piece, row after
/// row, so that the entries that are wanted together stand together. The last panel is filled up
/// with zeros.
final class Slab {
  static final int ROWS_MAX = 64;

  private final int size;
  private final int width;
  private final int firstRow;
  private final int rowCount;
  private final short[] entries;

  private Slab(int size, int width, int firstRow) {
    this.size = size;
    this.width = width;
    this.firstRow = firstRow;
    this.rowCount = Math.min(ROWS_MAX, size - firstRow);
    this.entries = new short[panelCount() * rowCount * width];
  }

  /// Takes the rows from `firstRow` on; `fillNext` fills an array with the next row, each time it
  /// is called.
  static Slab taken(Consumer<short[]> fillNext, int size, int firstRow, ProductForm form) {
    var slab = new Slab(size, form.panelWidth(size), firstRow);
    var row = new short[size];
    for (int k = 0; k < slab.rowCount; k++) {
      fillNext.accept(row);
      slab.put(k, row);
    }
    return slab;
  }

  private void put(int k, short[] row) {
    for (int panel = 0; panel < panelCount(); panel++) {
      int column = panel * width;
      System.arraycopy(row, column, entries, at(panel, k), Math.min(width, size - column));
    }
  }

  /// Index in B of the first row.
  int firstRow() {
    return firstRow;
  }

  int rowCount() {
    return rowCount;
  }

  int panelCount() {
    return Math.ceilDiv(size, width);
  }

  /// Columns of a panel.
  int width() {
    return width;
  }

  /// All entries; not to be written to.
  short[] entries() {
    return entries;
  }

  /// Where row `k` (0 to `rowCount - 1`) of a panel begins in the entries.
  int at(int panel, int k) {
    return (panel * rowCount + k) * width;
  }
}
