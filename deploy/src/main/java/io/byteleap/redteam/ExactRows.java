package io.byteleap.redteam;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.LeafHasher;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RowOpening;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.exact.OpeningFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/// The rows of a product as somebody claims them, and the tree over their leaves. Rows may be
/// changed before the tree is made; what is changed afterwards is not what was committed to.
final class ExactRows {
  private final ExactTask task;
  private final int[][] values;

  private ExactRows(ExactTask task, int[][] values) {
    this.task = task;
    this.values = values;
  }

  /// The product of `task` itself.
  static ExactRows honest(ExactTask task) {
    int rows = task.shape().rows();
    var nothing = ExactTree.adopting(new byte[rows * TreeHash.LENGTH]);
    var all = IntStream.range(0, rows).boxed().toList();
    return new ExactRows(
        task,
        RowOpening.of(task, nothing, all, () -> {}).stream()
            .map(row -> row.values().toArray())
            .toArray(int[][]::new));
  }

  /// The same rows, said to be those of `other`, which is of the same shape.
  ExactRows saidOf(ExactTask other) {
    return new ExactRows(other, values);
  }

  /// Nothing but zeros.
  static ExactRows empty(ExactTask task) {
    return new ExactRows(task, new int[task.shape().rows()][task.shape().rowValues()]);
  }

  ExactShape shape() {
    return task.shape();
  }

  /// The values of row `row`, all steps; changes are changes of the rows.
  int[] row(int row) {
    return values[row];
  }

  ExactTree tree() {
    int rows = shape().rows();
    var leaves = new byte[rows * TreeHash.LENGTH];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(leaf(row), 0, leaves, row * TreeHash.LENGTH, TreeHash.LENGTH);
    }
    return ExactTree.adopting(leaves);
  }

  private byte[] leaf(int row) {
    var digest = Sha256.create();
    digest.update(LeafHasher.header(task.challenge(), task.unit(), shape(), row).asBuffer());
    var bytes = ByteBuffer.allocate(shape().rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values[row]);
    digest.update(bytes);
    return digest.digest();
  }

  /// The rows of these indices, with their paths in `tree`.
  List<OpenedRow> opened(ExactTree tree, List<Integer> rows) {
    return rows.stream()
        .map(row -> new OpenedRow(row, RowValues.copyOf(values[row]), tree.path(row)))
        .toList();
  }

  /// The frame that answers `request`.
  Bytes frame(OpeningRequest request, ExactTree tree) {
    return OpeningFrame.encode(request, opened(tree, request.rows()));
  }
}
