package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Operands;
import java.util.ArrayList;
import java.util.List;

/// Single rows of a product, computed once more: B is generated panel by panel of its columns, so
/// that it takes little of a card's memory, of which others may have the rest by now.
///
/// As many rows at a time as a tile has; where fewer are asked for, the last of them is in it again
/// and again.
final class RowOpener {
  private static final int ROWS = ExactShape.SIZE_MULTIPLE;
  private static final long PANEL_BYTES_MAX = 128L << 20;

  private final Session session;
  private final ExactTask task;
  private final Pace pace;
  private final int size;
  private final Region listed;
  private final Region a;
  private final Region panel;
  private final Region sums;
  private final Mark done;

  private RowOpener(Session session, ExactTask task, Runnable checkpoint) {
    this.session = session;
    this.task = task;
    this.pace = new Pace(session, checkpoint);
    this.size = task.shape().size();
    this.listed = session.allocate((long) ROWS * Integer.BYTES);
    this.a = session.allocate((long) ROWS * size);
    this.panel = session.allocate((long) panelColumns(size) * size);
    this.sums = session.allocate((long) ROWS * size * Integer.BYTES);
    this.done = session.mark();
  }

  private static int panelColumns(int size) {
    int multiple = ExactShape.SIZE_MULTIPLE;
    long most = PANEL_BYTES_MAX / size / multiple * multiple;
    return Math.clamp(most, multiple, size);
  }

  /// The values of these rows, in their order.
  static List<RowValues> values(
      Session session, ExactTask task, List<Integer> rows, Runnable checkpoint) {
    var opener = new RowOpener(session, task, checkpoint);
    List<RowValues> values = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS) {
      values.addAll(opener.values(rows.subList(from, Math.min(from + ROWS, rows.size()))));
    }
    return values;
  }

  private List<RowValues> values(List<Integer> rows) {
    int[] indices = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      indices[i] = rows.get(Math.min(i, rows.size() - 1));
    }
    session.upload(indices, listed);
    session.fillListedRows(a, task.keyOfA(), listed, size);
    var values = new int[rows.size()][task.shape().rowValues()];
    for (int number = 1; number <= task.shape().steps(); number++) {
      var step = new Step(task.shape(), number);
      multiply();
      read(values, step);
      if (!step.isLast()) {
        session.mapRows(sums, a, step);
      }
    }
    return List.of(values).stream().map(RowValues::adopting).toList();
  }

  private void multiply() {
    int columns = panelColumns(size);
    for (int first = 0; first < size; first += columns) {
      var part = new Span(first, Math.min(columns, size - first));
      session.fillColumns(panel, task.keyOfB(), part, size);
      long from = (long) first * Integer.BYTES;
      session.multiply(
          new Operands(a, panel, sums.part(from, sums.bytes() - from)),
          new Extent(ROWS, part.count(), size, size));
      pace.next(Lane.PRODUCT);
    }
    session.set(done, Lane.PRODUCT);
    pace.await(done);
  }

  private void read(int[][] values, Step step) {
    int[] row = new int[size];
    for (int i = 0; i < values.length; i++) {
      long from = (long) i * size * Integer.BYTES;
      session.download(sums.part(from, (long) size * Integer.BYTES), row);
      System.arraycopy(row, 0, values[i], (step.number() - 1) * size, size);
    }
  }
}
