package io.byteleap.domain.matrix;

import java.util.List;
import java.util.function.Consumer;

/// Some rows of C, computed together: each slab of B is read once for all of them.
final class RowBlock {
  private final List<short[]> rowsOfA;
  private final MatrixSpec work;
  private final ProductForm form;

  RowBlock(List<short[]> rowsOfA, MatrixSpec work, ProductForm form) {
    this.rowsOfA = rowsOfA;
    this.work = work;
    this.form = form;
  }

  /// The hashes of the block's rows of C.
  List<RowHash> hashes(Slabs slabsOfB) {
    var rows = grown(form.ofEntries(rowsOfA, work.size()), slabsOfB);
    for (int product = 1; product < work.iterations(); product++) {
      rows = grown(form.ofWide(rows, work.size()), slabsOfB);
    }
    return rows.stream().map(RowHash::of).toList();
  }

  private static List<long[]> grown(Product product, Slabs slabsOfB) {
    slabsOfB.forEach(product::add);
    return product.finished();
  }

  /// B's slabs in order, as often as they are wanted: kept in memory by who computes the whole
  /// product, generated anew by who recomputes a few rows.
  @FunctionalInterface
  interface Slabs {
    void forEach(Consumer<Slab> taker);
  }
}
