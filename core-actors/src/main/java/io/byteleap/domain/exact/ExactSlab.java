package io.byteleap.domain.exact;

/// 128 consecutive rows of B, what a product takes in at once.
///
/// The rows are cut into panels of `width` columns, and each panel lies in one piece, row after
/// row, so that the entries that are wanted together stand together. The last panel is filled up
/// with zeros.
final class ExactSlab {
  static final int ROWS = ExactShape.SIZE_MULTIPLE;

  private final int size;
  private final int width;
  private final int firstRow;
  private final byte[] entries;

  private ExactSlab(int size, int width, int firstRow) {
    this.size = size;
    this.width = width;
    this.firstRow = firstRow;
    this.entries = new byte[bytesFor(size, width)];
  }

  static int bytesFor(int size, int width) {
    return Math.ceilDiv(size, width) * width * ROWS;
  }

  /// Slab `index` of the matrix of `key`, 0 to `size / 128 - 1`.
  static ExactSlab made(MatrixKey key, int size, int index, int width) {
    var slab = new ExactSlab(size, width, index * ROWS);
    var rows = KeyStream.of(key, size, slab.firstRow);
    if (width == size) {
      slab.fill(rows);
    } else {
      slab.fillPanels(rows);
    }
    return slab;
  }

  private void fill(KeyStream rows) {
    for (int k = 0; k < ROWS; k++) {
      rows.next(entries, k * size);
    }
  }

  private void fillPanels(KeyStream rows) {
    var row = new byte[size];
    for (int k = 0; k < ROWS; k++) {
      rows.next(row, 0);
      for (int panel = 0; panel < panelCount(); panel++) {
        int column = panel * width;
        System.arraycopy(row, column, entries, at(panel, k), Math.min(width, size - column));
      }
    }
  }

  /// Index in B of the first row.
  int firstRow() {
    return firstRow;
  }

  int panelCount() {
    return Math.ceilDiv(size, width);
  }

  /// All entries; not to be written to.
  byte[] entries() {
    return entries;
  }

  /// Where row `k` (0 to 127) of a panel begins in the entries.
  int at(int panel, int k) {
    return (panel * ROWS + k) * width;
  }
}
