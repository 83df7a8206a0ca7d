package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a product is cut up so that it fits a card: B whole, and of A and C as many rows at a time
/// as there is room for. Such a block of rows goes through all steps before the next begins, and
/// its sums, once hashed, are written over: nothing of C is kept.
///
/// `blockRows` is a multiple of 128; the last block may have fewer rows. `sliceRows` is how many of
/// them are multiplied by one launch, so that a work can be given up between two.
record ProductPlan(ExactShape shape, int blockRows, int sliceRows) {
  /// A hash takes in its row block after block, so that rows are all that can be hashed side by
  /// side: one for every lane of every scheduler keeps a multiprocessor as busy as more would.
  private static final int ROWS_PER_PROCESSOR = 128;

  private static final int MULTIPLE = ExactShape.SIZE_MULTIPLE;
  private static final int LEAF_BYTES = 32;

  /// Of sums there are two, so that one is hashed while the other is made.
  private static final int ROW_ENTRY_BYTES = 1 + 2 * Integer.BYTES;

  /// Multiply-adds of one launch: 12 ms of an H100, below 100 ms of the slowest card that has
  /// tensor cores for bytes.
  private static final long SLICE_MULTIPLY_ADDS = 1L << 43;

  /// The bytes without which a work cannot be done.
  static long bytesLeast(ExactShape shape) {
    return bytes(shape, MULTIPLE);
  }

  /// A plan for a card with `bytes` to spare and this many multiprocessors; empty when the work
  /// does not fit.
  static Optional<ProductPlan> within(ExactShape shape, long bytes, int processors) {
    if (bytes < bytesLeast(shape)) {
      return Optional.empty();
    }
    long size = shape.size();
    long most = (bytes - bytes(shape, 0)) / (size * ROW_ENTRY_BYTES + LEAF_BYTES);
    long wanted = Math.min(size, (long) processors * ROWS_PER_PROCESSOR);
    int rows = (int) Math.max(Math.min(most, wanted) / MULTIPLE * MULTIPLE, MULTIPLE);
    return Optional.of(new ProductPlan(shape, evened(shape, rows), sliceRows(size)));
  }

  /// As few blocks as with `rows`, but about as large as each other.
  private static int evened(ExactShape shape, int rows) {
    int blocks = Math.ceilDiv(shape.size(), rows);
    return Math.ceilDiv(Math.ceilDiv(shape.size(), blocks), MULTIPLE) * MULTIPLE;
  }

  private static int sliceRows(long size) {
    long rows = SLICE_MULTIPLY_ADDS / (size * size) / MULTIPLE * MULTIPLE;
    return (int) Math.clamp(rows, MULTIPLE, size);
  }

  private static long bytes(ExactShape shape, long rows) {
    long size = shape.size();
    return size * size + size * LEAF_BYTES + rows * (size * ROW_ENTRY_BYTES + LEAF_BYTES);
  }

  /// The bytes that the work takes.
  long bytes() {
    return bytes(shape, blockRows);
  }

  List<Span> blocks() {
    return cut(Span.all(shape.size()), blockRows);
  }

  /// The launches of one product of `rows` rows, counted from the block's first.
  List<Span> slices(int rows) {
    return cut(Span.all(rows), sliceRows);
  }

  private static List<Span> cut(Span whole, int count) {
    List<Span> parts = new ArrayList<>();
    for (int first = whole.first(); first < whole.count(); first += count) {
      parts.add(new Span(first, Math.min(count, whole.count() - first)));
    }
    return List.copyOf(parts);
  }
}
