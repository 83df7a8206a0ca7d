package io.byteleap.domain.matrix;

import java.util.ArrayList;
import java.util.List;

/// The validator's side of the work: a few rows of C, without the rest of the product.
public final class RowRecomputation {
  private RowRecomputation() {}

  /// Hashes of `rows` (ascending, distinct, each 0 to `size - 1`) in the same order.
  ///
  /// A is passed over but for these rows and B is generated slab by slab, once a product, so that
  /// neither is ever held. Memory: 24 bytes an entry of the rows, and a slab of B (1.3 MB for the
  /// largest matrices); 75 rows of the largest take 20 MB.
  public static List<RowHash> hashes(MatrixSpec work, List<Integer> rows) {
    return hashes(work, rows, ProductForms.form());
  }

  static List<RowHash> hashes(MatrixSpec work, List<Integer> rows, ProductForm form) {
    var generator = RowGenerator.of(work);
    var block = new RowBlock(rowsOfA(generator, work.size(), rows), work, form);
    return block.hashes(generatedAnew(generator, work.size(), form));
  }

  private static List<short[]> rowsOfA(RowGenerator generator, int size, List<Integer> rows) {
    List<short[]> wanted = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (wanted.size() < rows.size() && rows.get(wanted.size()) == i) {
        wanted.add(generator.next());
      } else {
        generator.skip();
      }
    }
    if (wanted.size() != rows.size()) {
      throw new IllegalArgumentException("rows must be ascending and below " + size + ": " + rows);
    }
    return wanted;
  }

  private static RowBlock.Slabs generatedAnew(
      RowGenerator atRowZeroOfB, int size, ProductForm form) {
    return taker -> {
      var generator = atRowZeroOfB.copy();
      for (int first = 0; first < size; first += Slab.ROWS_MAX) {
        taker.accept(Slab.taken(generator::next, size, first, form));
      }
    };
  }
}
