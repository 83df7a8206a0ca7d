package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// Computes exact products on one card, within a share of the memory that nobody else has there
/// when a work begins. Between works it holds no memory but the kernels', and none after [#close],
/// which comes before a virtual machine takes the card.
///
/// Works and openings want platform threads. Several at once are safe, and slow each other down.
public final class CardEngine implements ExactEngine, AutoCloseable {
  private final Card card;
  private final Ratio memoryShare;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private volatile boolean closed;

  private CardEngine(Card card, Ratio memoryShare) {
    this.card = card;
    this.memoryShare = memoryShare;
  }

  static CardEngine of(Card card, Ratio memoryShare) {
    return new CardEngine(card, memoryShare);
  }

  /// The unit of which this engine's commitments are.
  public UnitId unit() {
    return card.facts().id();
  }

  public CardFacts facts() {
    return card.facts();
  }

  @Override
  public Optional<String> refusal(ExactShape shape) {
    try {
      return onCard(session -> refusal(shape, spare(session)));
    } catch (ExactFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private static Optional<String> refusal(ExactShape shape, long spare) {
    long least = ProductPlan.bytesLeast(shape);
    return least <= spare
        ? Optional.empty()
        : Optional.of(
            "matrices of size %d need %d MiB of the card's memory, %d MiB are free for them"
                .formatted(shape.size(), least >> 20, spare >> 20));
  }

  private long spare(Session session) {
    return (long) (session.freeBytes() * memoryShare.value());
  }

  @Override
  public ExactProduct compute(ExactTask task, Runnable checkpoint) {
    byte[] leaves =
        onCard(
            session -> {
              long spare = spare(session);
              var plan =
                  ProductPlan.within(task.shape(), task.stint(), spare, card.facts().processors())
                      .orElseThrow(
                          () -> new ExactFailure(refusal(task.shape(), spare).orElseThrow()));
              return ProductRun.leaves(session, plan, task, unlessClosed(checkpoint));
            });
    var made = new Extent.First(leaves.length / TreeHash.LENGTH);
    return new Product(task.of(made), ExactTree.adopting(leaves));
  }

  /// Does something in a session of its own; what the card does wrong becomes an [ExactFailure].
  private <T> T onCard(Function<Session, T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new ExactFailure(unit() + " was given back");
      }
      return inSession(work);
    } finally {
      use.readLock().unlock();
    }
  }

  private <T> T inSession(Function<Session, T> work) {
    try (var session = card.session()) {
      return work.apply(session);
    } catch (CudaFault fault) {
      throw new ExactFailure(words(fault), fault);
    }
  }

  private Runnable unlessClosed(Runnable checkpoint) {
    return () -> {
      if (closed) {
        throw new CancellationException(unit() + " is given back");
      }
      checkpoint.run();
    };
  }

  private String words(CudaFault fault) {
    var what =
        switch (fault.kind()) {
          case OUT_OF_MEMORY -> "has not enough memory";
          case BAD_KERNELS -> "has a driver that does not take our kernels";
          case CARD_LOST -> "broke down, the worker has to be started anew";
          case REFUSED -> "does not do the work";
        };
    return "%s %s: %s".formatted(unit(), what, fault.getMessage());
  }

  /// Gives up what is under way, waits for its end, and gives the card back. All that comes later
  /// is refused.
  @Override
  public void close() {
    closed = true;
    use.writeLock().lock();
    try {
      card.close();
    } finally {
      use.writeLock().unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /// Keeps the tree and the keys, in this process's memory; rows are computed once more.
  private final class Product implements ExactProduct {
    private final ExactTask task;
    private final ExactTree tree;
    private volatile boolean closed;

    private Product(ExactTask task, ExactTree tree) {
      this.task = task;
      this.tree = tree;
    }

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
      if (closed) {
        throw new IllegalStateException("BUG: a product that was closed");
      }
      List<RowValues> values =
          rows.isEmpty()
              ? List.of()
              : onCard(session -> RowOpener.values(session, task, rows, unlessClosed(checkpoint)));
      List<OpenedRow> opened = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        opened.add(new OpenedRow(row, values.get(i), tree.path(row)));
      }
      return List.copyOf(opened);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
