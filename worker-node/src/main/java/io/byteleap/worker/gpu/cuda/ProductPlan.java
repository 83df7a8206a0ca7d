package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Stint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a product is cut up so that it fits a card: B whole, and of A and C as many rows at a time
/// as there is room for. Such a block of rows goes through all steps before the next begins, and
/// its sums, once hashed, are written over: nothing of C is kept.
///
/// `blockRows` is a multiple of 128; the last block may have fewer rows. `sliceColumns` is how many
/// columns of B a block is multiplied with by one launch, so that a work can be given up between
/// two. `sums` is for how many steps of a block there is room: two where one is to be hashed while
/// the next is made.
record ProductPlan(ExactShape shape, int blockRows, int sliceColumns, int sums) {
  /// A hash takes in its row block after block, so that rows are all that can be hashed side by
  /// side: one for every lane of every scheduler keeps a multiprocessor as busy as more would. And
  /// with a tile of rows for each of them, a launch ends on all at once.
  private static final int ROWS_PER_PROCESSOR = 128;

  /// Of a work that ends before it is done, so that little is left undone at its end: hashing is
  /// still faster than the product, beside which it is done, and tiles are enough for all.
  private static final int ROWS_PER_PROCESSOR_IN_A_STINT = 32;

  private static final int MULTIPLE = ExactShape.SIZE_MULTIPLE;
  private static final int TILE_COLUMNS = 256;
  private static final int LEAF_BYTES = 32;
  private static final int SUMS_MAX = 2;

  /// Multiply-adds of one launch: 12 ms of a multiprocessor of an H100's, and below 100 ms on the
  /// slowest cards that have tensor cores for bytes.
  private static final long SLICE_PER_PROCESSOR = 1L << 36;

  /// The bytes without which a work cannot be done.
  static long bytesLeast(ExactShape shape) {
    return bytes(shape, MULTIPLE, sums(shape, MULTIPLE));
  }

  /// A plan for a card with `bytes` to spare and this many multiprocessors; empty when the work
  /// does not fit.
  static Optional<ProductPlan> within(ExactShape shape, Stint stint, long bytes, int processors) {
    if (bytes < bytesLeast(shape)) {
      return Optional.empty();
    }
    long busy = (long) processors * rowsPerProcessor(stint);
    int wanted = (int) Math.min(shape.size(), Math.ceilDiv(busy, MULTIPLE) * MULTIPLE);
    int rows = rows(shape, bytes, wanted, sums(shape, wanted));
    if (rows < wanted) {
      rows = rows(shape, bytes, wanted, SUMS_MAX);
    }
    return Optional.of(
        new ProductPlan(shape, rows, sliceColumns(shape, rows, processors), sums(shape, rows)));
  }

  private static int rowsPerProcessor(Stint stint) {
    return switch (stint) {
      case Stint.Whole() -> ROWS_PER_PROCESSOR;
      case Stint.Within _ -> ROWS_PER_PROCESSOR_IN_A_STINT;
    };
  }

  /// How many rows there is room for, `wanted` at most.
  private static int rows(ExactShape shape, long bytes, int wanted, int sums) {
    long most = (bytes - bytes(shape, 0, 0)) / bytesOfRow(shape.size(), sums);
    return (int) Math.max(Math.min(most, wanted) / MULTIPLE * MULTIPLE, MULTIPLE);
  }

  private static int sliceColumns(ExactShape shape, int rows, int processors) {
    long columns = SLICE_PER_PROCESSOR * processors / ((long) shape.size() * rows);
    long whole = Math.max(columns / TILE_COLUMNS, 1) * TILE_COLUMNS;
    return (int) Math.min(whole, shape.size());
  }

  /// A single product has nothing to be hashed beside.
  private static int sums(ExactShape shape, int rows) {
    return rows >= shape.size() && shape.steps() == 1 ? 1 : SUMS_MAX;
  }

  private static long bytes(ExactShape shape, long rows, int sums) {
    long size = shape.size();
    return size * size + size * LEAF_BYTES + rows * bytesOfRow(size, sums);
  }

  private static long bytesOfRow(long size, int sums) {
    return size * (1L + (long) sums * Integer.BYTES) + LEAF_BYTES;
  }

  /// The bytes that the work takes.
  long bytes() {
    return bytes(shape, blockRows, sums);
  }

  List<Span> blocks() {
    return cut(shape.size(), blockRows);
  }

  /// The columns of each launch.
  List<Span> slices() {
    return cut(shape.size(), sliceColumns);
  }

  private static List<Span> cut(int whole, int count) {
    List<Span> parts = new ArrayList<>();
    for (int first = 0; first < whole; first += count) {
      parts.add(new Span(first, Math.min(count, whole - first)));
    }
    return List.copyOf(parts);
  }
}
