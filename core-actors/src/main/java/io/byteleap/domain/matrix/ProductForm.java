package io.byteleap.domain.matrix;

import java.util.List;

/// How products are computed. All forms give the same numbers; they differ in speed.
interface ProductForm {
  /// Columns of a slab's panels, for matrices of this size.
  int panelWidth(int size);

  /// The first product, of rows of A, `size` entries each.
  Product ofEntries(List<short[]> rows, int size);

  /// A later product, of rows of any 64-bit numbers, modulo 2^64.
  Product ofWide(List<long[]> rows, int size);
}
