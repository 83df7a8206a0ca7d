package io.byteleap.domain.exact;

/// How blocks of rows are multiplied on this machine. Every form gives the same sums.
interface ExactForm {
  /// Columns of a panel of B.
  int panelWidth(int size);

  /// A product of up to `rowsMax` rows at once, of `size` entries each.
  BlockSums sums(int rowsMax, int size);
}
