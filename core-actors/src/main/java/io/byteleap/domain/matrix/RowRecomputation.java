package io.byteleap.domain.matrix;

import java.util.ArrayList;
import java.util.List;

/// The validator's side of the work: a few rows of C, without the rest of the product.
public final class RowRecomputation {
  private RowRecomputation() {}

  /// Hashes of `rows` (ascending, distinct, each 0 to `size - 1`) in the same order.
  ///
  /// A and B are generated row by row and never held: memory grows with the number of rows times
  /// the size only.
  public static List<RowHash> hashes(MatrixSpec spec, List<Integer> rows) {
    var generator = RowGenerator.of(spec);
    var block = RowBlock.of(rowsOfA(generator, spec.size(), rows));
    return block.multiplied(generatedAnew(generator, spec.size()), spec.iterations()).stream()
        .map(RowHash::of)
        .toList();
  }

  private static List<short[]> rowsOfA(RowGenerator generator, int size, List<Integer> rows) {
    List<short[]> wanted = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (wanted.size() < rows.size() && rows.get(wanted.size()) == i) {
        var row = new short[size];
        generator.next(row);
        wanted.add(row);
      } else {
        generator.skip();
      }
    }
    if (wanted.size() != rows.size()) {
      throw new IllegalArgumentException("rows must be ascending and below " + size + ": " + rows);
    }
    return wanted;
  }

  private static RowBlock.RowsOfB generatedAnew(RowGenerator atRowZeroOfB, int size) {
    return visitor -> {
      var generator = atRowZeroOfB.copy();
      var row = new short[size];
      for (int k = 0; k < size; k++) {
        generator.next(row);
        visitor.visit(k, row);
      }
    };
  }
}
