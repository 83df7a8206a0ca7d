package io.byteleap.domain.exact;

import java.util.List;
import java.util.stream.IntStream;

/// Has rows of a product again that were not kept, from the keys and the tree.
public final class RowOpening {
  private RowOpening() {}

  /// The rows of these indices (distinct, of the product), each with its path in `tree`. B is made
  /// anew at every step. `checkpoint` runs every few milliseconds; what it throws ends the work.
  public static List<OpenedRow> of(
      ExactTask task, ExactTree tree, List<Integer> rows, Runnable checkpoint) {
    return of(task, tree, rows, checkpoint, ExactForms.form());
  }

  static List<OpenedRow> of(
      ExactTask task, ExactTree tree, List<Integer> rows, Runnable checkpoint, ExactForm form) {
    int size = task.shape().size();
    int[] indices = rows.stream().mapToInt(Integer::intValue).toArray();
    var values = new int[indices.length][task.shape().rowValues()];
    RowBlock.of(task, RightFactor.made(task.keyOfB(), size, form), form, indices.length)
        .compute(
            indices,
            checkpoint,
            (row, step, sums, from) ->
                System.arraycopy(sums, from, values[row], (step - 1) * size, size));
    return IntStream.range(0, indices.length)
        .mapToObj(
            i -> new OpenedRow(indices[i], RowValues.adopting(values[i]), tree.path(indices[i])))
        .toList();
  }
}
