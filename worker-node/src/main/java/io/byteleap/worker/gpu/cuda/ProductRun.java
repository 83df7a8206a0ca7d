package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.LeafHasher;
import io.byteleap.domain.exact.StintWatch;
import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Leaves;
import io.byteleap.worker.gpu.cuda.Session.Operands;

/// One product on one card, from keys to leaves, as far as its stint goes. Blocks of rows go
/// through all steps, one after the other; while a step's sums are hashed, the next are made.
final class ProductRun {
  private static final int LEAF_BYTES = 32;

  private final Session session;
  private final ProductPlan plan;
  private final ExactTask task;
  private final Pace pace;
  private final int size;
  private final Region b;
  private final Region a;
  private final Leaves leaves;
  private final Region[] sums;
  private final Mark[] hashed;
  private final Mark multiplied;
  private int turn;

  private ProductRun(Session session, ProductPlan plan, ExactTask task, Runnable checkpoint) {
    this.session = session;
    this.plan = plan;
    this.task = task;
    this.pace = new Pace(session, checkpoint);
    this.size = task.shape().size();
    this.b = session.allocate((long) size * size);
    this.a = session.allocate((long) plan.blockRows() * size);
    this.leaves =
        new Leaves(
            session.allocate((long) plan.blockRows() * LEAF_BYTES),
            session.allocate((long) size * LEAF_BYTES),
            LeafHasher.binding(task.challenge(), task.unit()));
    this.sums = new Region[plan.sums()];
    this.hashed = new Mark[plan.sums()];
    for (int i = 0; i < plan.sums(); i++) {
      sums[i] = session.allocate((long) plan.blockRows() * size * Integer.BYTES);
      hashed[i] = session.mark();
    }
    this.multiplied = session.mark();
  }

  /// The leaves of all rows that were made, the first, 32 bytes each. What `checkpoint` throws is
  /// thrown on, as is what the card does wrong; the session has to be closed then.
  static byte[] leaves(Session session, ProductPlan plan, ExactTask task, Runnable checkpoint) {
    return new ProductRun(session, plan, task, checkpoint).leaves();
  }

  private byte[] leaves() {
    var watch = StintWatch.of(task.stint(), System::nanoTime);
    session.fillColumns(b, task.keyOfB(), Span.all(size), size);
    int done = 0;
    for (Span block : plan.blocks()) {
      int count = done == 0 ? block.count() : fitting(block, watch, done);
      if (count > 0) {
        make(new Span(block.first(), count));
        done += count;
      }
      if (count < block.count()) {
        break;
      }
    }
    for (Mark mark : hashed) {
      pace.await(mark);
    }
    byte[] digests = new byte[done * LEAF_BYTES];
    session.download(leaves.digests().first((long) done * LEAF_BYTES), digests);
    return digests;
  }

  /// How many rows of the next block will be made before the stint is over, in whole tiles, when
  /// `done` were made so far.
  private static int fitting(Span block, StintWatch watch, int done) {
    double each = watch.elapsed() / (double) done;
    return watch.fitting(block.count(), each, ExactShape.SIZE_MULTIPLE);
  }

  private void make(Span rows) {
    session.fillRows(a, task.keyOfA(), rows, size);
    for (int number = 1; number <= task.shape().steps(); number++) {
      step(rows, new Step(task.shape(), number));
    }
  }

  private void step(Span rows, Step step) {
    Region c = sums[turn];
    session.hold(Lane.PRODUCT, hashed[turn]);
    for (Span columns : plan.slices()) {
      multiply(rows.count(), columns, c);
    }
    if (!step.isLast()) {
      session.mapRows(c, a.first((long) rows.count() * size), step);
    }
    session.set(multiplied, Lane.PRODUCT);
    session.hold(Lane.HASHING, multiplied);
    session.hashRows(c, leaves, rows, step);
    session.set(hashed[turn], Lane.HASHING);
    turn = (turn + 1) % plan.sums();
  }

  private void multiply(int rows, Span columns, Region c) {
    long from = (long) columns.first() * Integer.BYTES;
    session.multiply(
        new Operands(
            a,
            b.part((long) columns.first() * size, (long) columns.count() * size),
            c.part(from, c.bytes() - from)),
        new Extent(rows, columns.count(), size, size));
    pace.next(Lane.PRODUCT);
  }
}
