package io.byteleap.worker.compute;

import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.HeldMatrix;
import io.byteleap.domain.exact.LeafMaker;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.RowOpening;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.StintWatch;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Computes exact products by all processor cores, the unit `-1`, on threads of its own
/// ([CpuShare]).
///
/// B is kept while the product is computed, rows of C never are: they go to their leaves block by
/// block, from the first on, until there are no more or the stint is over. Rows that are opened
/// later are computed again.
public final class ExactCpuEngine implements ExactEngine, AutoCloseable {
  /// Large enough to use every inner loop as real work does, small enough not to be noticed.
  private static final ExactTask WARM_UP =
      new ExactTask(
          new ChallengeId("warm-up"),
          UnitId.CPU,
          new ExactShape(512, 2),
          new MatrixKey(Bytes.adopting(new byte[MatrixKey.LENGTH])),
          new MatrixKey(Bytes.adopting(new byte[MatrixKey.LENGTH])));

  /// So often it is done: the last form of the compiled loops is there then.
  private static final int WARM_UPS = 24;

  private final CpuShare share;
  private final ExecutorService threads;
  private volatile boolean hasWork;
  private volatile boolean closed;

  private ExactCpuEngine(CpuShare share) {
    this.share = share;
    this.threads = share.threads("exact-");
  }

  /// An engine that uses up to 60 % of the memory that the virtual machine may have.
  public static ExactCpuEngine of(int threadCount) {
    return new ExactCpuEngine(CpuShare.of(threadCount));
  }

  /// An engine that uses up to `memoryMax` bytes.
  static ExactCpuEngine within(long memoryMax, int threadCount) {
    return new ExactCpuEngine(new CpuShare(threadCount, memoryMax));
  }

  /// Computes something that nobody asked for, again and again for a second or two, so that the
  /// virtual machine has compiled the inner loops when the first challenge comes. Ends early when
  /// that is sooner. Blocks.
  public void warmUp() {
    try {
      for (int i = 0; i < WARM_UPS && !hasWork; i++) {
        var product = product(WARM_UP, () -> {});
        product.open(List.of(0), () -> {});
      }
    } catch (CancellationException _) {
      // the engine was closed meanwhile
    }
  }

  @Override
  public Optional<String> refusal(ExactShape shape) {
    return share.refusal(shape.size(), LeafMaker.bytesFor(shape.size(), share.threadCount()));
  }

  @Override
  public ExactProduct compute(ExactTask task, Runnable checkpoint) {
    refusal(task.shape())
        .ifPresent(
            why -> {
              throw new ExactFailure(why);
            });
    hasWork = true;
    return product(task, checkpoint);
  }

  private ExactProduct product(ExactTask task, Runnable checkpoint) {
    int size = task.shape().size();
    var watch = watch(task.stint());
    var matrix = HeldMatrix.of(task.keyOfB(), size);
    var parts = new Portions(matrix.partCount(), 1, watch(new Stint.Whole()));
    shared(checkpoint, parts, _ -> () -> (part, _) -> matrix.make(part));
    int rowsAtOnce = LeafMaker.rowsAtOnce(size, share.threadCount(), task.stint());
    var leaves = new byte[size * TreeHash.LENGTH];
    var rows = new Portions(size, rowsAtOnce, watch);
    shared(
        checkpoint,
        rows,
        goOn ->
            () -> {
              var maker = LeafMaker.of(task, matrix, rowsAtOnce);
              return (first, count) -> maker.make(first, count, leaves, goOn);
            });
    return new Kept(
        task.of(new Extent.First(rows.done())),
        ExactTree.adopting(Arrays.copyOf(leaves, rows.done() * TreeHash.LENGTH)));
  }

  private static StintWatch watch(Stint stint) {
    return StintWatch.of(stint, System::nanoTime);
  }

  /// What makes for each thread that which does a portion.
  private interface Work {
    Supplier<Portion> with(Runnable goOn);
  }

  /// Does `count` neighbours from `first` on.
  private interface Portion {
    void make(int first, int count);
  }

  /// `count` things to be done, `atOnce` at a time as long as there is time left, by any threads,
  /// each taking the next that nobody has.
  private record Portions(int count, int atOnce, StintWatch watch, AtomicInteger taken) {
    /// At the end a thread does a half at least, or none.
    private static final int HALVES = 2;

    Portions(int count, int atOnce, StintWatch watch) {
      this(count, atOnce, watch, new AtomicInteger());
    }

    /// How many a thread does next, for which each of its last took `nanosEach`.
    int next(double nanosEach) {
      return watch.fitting(atOnce, nanosEach, Math.ceilDiv(atOnce, HALVES));
    }

    /// How many were done, from the first on, when no thread is at work any more.
    int done() {
      return Math.min(taken.get(), count);
    }
  }

  /// Has all portions done that there is time for, and one a thread at least; waits for them. As
  /// soon as one fails the others stop.
  private void shared(Runnable checkpoint, Portions portions, Work work) {
    var failure = new AtomicReference<Optional<Throwable>>(Optional.empty());
    Runnable goOn =
        () -> {
          if (closed || failure.get().isPresent()) {
            throw new CancellationException("the engine stops");
          }
          checkpoint.run();
        };
    var maker = work.with(goOn);
    int most = Math.ceilDiv(portions.count(), portions.atOnce());
    List<Future<?>> shares = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(share.threadCount(), most); i++) {
        shares.add(threads.submit(() -> take(portions, maker, goOn, failure)));
      }
    } catch (RejectedExecutionException _) {
      failure.compareAndSet(
          Optional.empty(), Optional.of(new CancellationException("the engine is closed")));
    }
    shares.forEach(share -> await(share, failure));
    failure.get().ifPresent(ExactCpuEngine::rethrow);
  }

  private static void take(
      Portions portions,
      Supplier<Portion> maker,
      Runnable goOn,
      AtomicReference<Optional<Throwable>> failure) {
    try {
      var portion = maker.get();
      int count = portions.atOnce();
      while (count > 0) {
        int first = portions.taken().getAndAdd(count);
        int left = portions.count() - first;
        if (left <= 0) {
          return;
        }
        goOn.run();
        long before = portions.watch().elapsed();
        int made = Math.min(count, left);
        portion.make(first, made);
        count = portions.next((portions.watch().elapsed() - before) / (double) made);
      }
    } catch (Throwable e) { // whatever it is, it is thrown where the whole is waited for
      failure.compareAndSet(Optional.empty(), Optional.of(e));
    }
  }

  private static void await(Future<?> share, AtomicReference<Optional<Throwable>> failure) {
    try {
      share.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(Optional.empty(), Optional.of(new CancellationException()));
    } catch (ExecutionException | CancellationException e) {
      failure.compareAndSet(Optional.empty(), Optional.of(e));
    }
  }

  private static void rethrow(Throwable failure) {
    switch (failure) {
      case OutOfMemoryError e -> throw new ExactFailure("out of memory", e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("BUG: no part throws that", e);
    }
  }

  /// Stops the threads; what they are at is given up.
  @Override
  public void close() {
    closed = true;
    for (var waiting : threads.shutdownNow()) {
      if (waiting instanceof Future<?> share) {
        share.cancel(false);
      }
    }
  }

  /// A product of which only the tree is kept; `task` is of the rows that were made.
  private record Kept(ExactTask task, ExactTree tree) implements ExactProduct {
    @Override
    public TreeHash root() {
      return tree.root();
    }

    @Override
    public ExactShape made() {
      return task.shape();
    }

    @Override
    public List<OpenedRow> open(List<Integer> rows, Runnable checkpoint) {
      return RowOpening.of(task, tree, rows, checkpoint);
    }

    @Override
    public void close() {
      // nothing but the tree is held
    }
  }
}
