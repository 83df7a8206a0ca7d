package io.byteleap.domain.exact;

/// A few rows of one product through all its steps: since a row of a step needs nothing of the step
/// before but the same row, any rows can be had without the others. Keeps its memory from block to
/// block. One thread at a time.
final class RowBlock {
  /// Takes the values of one row of the block (0 to `rowCount - 1`) at one step (from 1): `count`
  /// of `values` from `from` on, which are gone after the call.
  interface Taker {
    void take(int row, int step, int[] values, int from);
  }

  private final MatrixKey keyOfA;
  private final ExactShape shape;
  private final RightFactor right;
  private final BlockSums sums;
  private final byte[][] left;

  private RowBlock(
      MatrixKey keyOfA, ExactShape shape, RightFactor right, BlockSums sums, byte[][] left) {
    this.keyOfA = keyOfA;
    this.shape = shape;
    this.right = right;
    this.sums = sums;
    this.left = left;
  }

  /// Blocks of up to `rowsMax` rows of the product of `task` with `right`.
  static RowBlock of(ExactTask task, RightFactor right, ExactForm form, int rowsMax) {
    int size = task.shape().size();
    return new RowBlock(
        task.keyOfA(), task.shape(), right, form.sums(rowsMax, size), new byte[rowsMax][size]);
  }

  /// Memory of a block.
  static long bytesFor(int size, int rowsMax) {
    long entries = (long) rowsMax * size;
    return entries * (Byte.BYTES + Integer.BYTES) + rowsMax * (long) ExactSlab.ROWS * Float.BYTES;
  }

  /// Computes the rows of these indices. `checkpoint` runs every few milliseconds; what it throws
  /// ends the work.
  void compute(int[] rows, Runnable checkpoint, Taker taker) {
    for (int i = 0; i < rows.length; i++) {
      KeyStream.of(keyOfA, shape.size(), rows[i]).next(left[i], 0);
    }
    for (int step = 1; step <= shape.steps(); step++) {
      multiply(rows.length, checkpoint);
      for (int i = 0; i < rows.length; i++) {
        int from = i * sums.stride();
        taker.take(i, step, sums.values(), from);
        if (step < shape.steps()) {
          StepMap.next(sums.values(), from, shape.size(), step, left[i]);
        }
      }
      checkpoint.run();
    }
  }

  private void multiply(int rowCount, Runnable checkpoint) {
    sums.begin(left, rowCount);
    right.forEachSlab(
        slab -> {
          checkpoint.run();
          sums.add(slab);
        });
  }
}
