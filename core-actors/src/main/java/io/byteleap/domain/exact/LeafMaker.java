package io.byteleap.domain.exact;

import java.util.stream.IntStream;

/// Computes rows of a whole product, of which only the leaves are kept. One of its kind for each
/// thread; all share the matrix B and the array of leaves.
public final class LeafMaker {
  /// A block of more entries leaves the cache that a core has for itself; more rows read B seldom
  /// enough.
  private static final int BLOCK_ENTRIES_MAX = 1 << 18;

  private static final int BLOCK_ROWS_MAX = 128;
  private static final int BLOCK_ROWS_MIN = 16;

  /// A sixth slower than with more rows, and half as much undone when the time is over.
  private static final int BLOCK_ROWS_IN_A_STINT = 8;

  private final ExactShape shape;
  private final RowBlock block;
  private final LeafHasher[] hashers;

  private LeafMaker(ExactShape shape, RowBlock block, LeafHasher[] hashers) {
    this.shape = shape;
    this.block = block;
    this.hashers = hashers;
  }

  /// How many rows [#make] takes at once when `threadCount` threads share the product: enough for
  /// B to be read seldom, few enough for the caches and for every thread to get some.
  public static int rowsAtOnce(int size, int threadCount) {
    int fitting = Math.min(BLOCK_ROWS_MAX, BLOCK_ENTRIES_MAX / size);
    int shared = Math.ceilDiv(size, 2 * threadCount);
    return Math.max(BLOCK_ROWS_MIN, Math.min(fitting, shared) / BLOCK_ROWS_MIN * BLOCK_ROWS_MIN);
  }

  /// The same for a work that lasts for `stint`: where that ends before the work, few rows, so that
  /// little is left undone at its end.
  public static int rowsAtOnce(int size, int threadCount, Stint stint) {
    return switch (stint) {
      case Stint.Whole() -> rowsAtOnce(size, threadCount);
      case Stint.Within _ -> BLOCK_ROWS_IN_A_STINT;
    };
  }

  /// The most memory that a whole product takes: B, a block a thread, and the tree.
  public static long bytesFor(int size, int threadCount) {
    long blocks = threadCount * RowBlock.bytesFor(size, rowsAtOnce(size, threadCount));
    return HeldMatrix.bytesFor(size) + blocks + 2L * size * TreeHash.LENGTH;
  }

  /// One for the product of `task`, whose B is `matrix`, for blocks of up to `rowsMax` rows.
  public static LeafMaker of(ExactTask task, HeldMatrix matrix, int rowsMax) {
    return of(task, matrix, rowsMax, ExactForms.form());
  }

  static LeafMaker of(ExactTask task, HeldMatrix matrix, int rowsMax, ExactForm form) {
    var first = LeafHasher.of(task.challenge(), task.unit(), task.shape());
    var hashers =
        IntStream.range(0, rowsMax)
            .mapToObj(row -> row == 0 ? first : first.another())
            .toArray(LeafHasher[]::new);
    return new LeafMaker(task.shape(), RowBlock.of(task, matrix, form, rowsMax), hashers);
  }

  /// Writes the leaves of `count` rows from `first` on, or of those there are, to their places in
  /// `leaves` (32 bytes each). `checkpoint` runs every few milliseconds; what it throws ends the
  /// work.
  public void make(int first, int count, byte[] leaves, Runnable checkpoint) {
    int[] rows = IntStream.range(first, Math.min(first + count, shape.rows())).toArray();
    for (int i = 0; i < rows.length; i++) {
      hashers[i].begin(rows[i]);
    }
    block.compute(
        rows, checkpoint, (row, _, values, from) -> hashers[row].take(values, from, shape.size()));
    for (int i = 0; i < rows.length; i++) {
      hashers[i].finish(leaves, rows[i] * TreeHash.LENGTH);
    }
  }
}
