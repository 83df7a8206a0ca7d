package io.byteleap.domain.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Some rows of C, computed together: each row of B is read once for all of them.
///
/// Memory: 22 bytes an entry of the block, whatever the size of the matrices.
public final class RowBlock {
  private final List<ProductRow> growing;

  private RowBlock(List<ProductRow> growing) {
    this.growing = growing;
  }

  /// Starts the block that belongs to these rows of A.
  public static RowBlock of(List<short[]> rowsOfA) {
    return new RowBlock(rowsOfA.stream().map(ProductRow::startingFrom).toList());
  }

  /// The block's rows of C after `iterations` products; `rowsOfB` gives B's rows in order, once a
  /// product.
  public List<long[]> multiplied(RowsOfB rowsOfB, int iterations) {
    rowsOfB.forEach((k, row) -> growing.forEach(product -> product.add(k, row)));
    List<long[]> rows = growing.stream().map(ProductRow::finished).toList();
    for (int product = 1; product < iterations; product++) {
      rows = multipliedAgain(rows, rowsOfB);
    }
    return rows;
  }

  private static List<long[]> multipliedAgain(List<long[]> rows, RowsOfB rowsOfB) {
    List<long[]> next = new ArrayList<>();
    Stream.generate(() -> new long[rows.getFirst().length]).limit(rows.size()).forEach(next::add);
    rowsOfB.forEach(
        (k, row) -> {
          for (int i = 0; i < rows.size(); i++) {
            ProductRow.addMultiple(next.get(i), rows.get(i)[k], row);
          }
        });
    return next;
  }

  /// B's rows, as often as they are wanted: kept in memory by who computes the whole product,
  /// generated anew by who recomputes a few rows.
  public interface RowsOfB {
    void forEach(RowVisitor visitor);
  }

  /// Sees row `k` of B; must not keep the array.
  @FunctionalInterface
  public interface RowVisitor {
    void visit(int k, short[] row);
  }
}
