package io.byteleap.worker.vm;

import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.gpu.cuda.Cards;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// The GPUs that this process computes exact products on, and behind them those that others of the
/// worker use. One thing at a time, in the order in which it was asked for.
public final class CardLoan implements GpuLoan {
  private final Cards cards;
  private final GpuLoan others;
  private final Executor blocking;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /// `blocking` is for what takes up to seconds.
  public CardLoan(Cards cards, GpuLoan others, Executor blocking) {
    this.cards = cards;
    this.others = others;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Released> take() {
    return inTurn(cards::lend).thenCompose(_ -> others.take());
  }

  @Override
  public void giveBack() {
    others.giveBack();
    var _ = inTurn(cards::takeBack);
  }

  private synchronized CompletableFuture<Void> inTurn(Runnable step) {
    last = last.handle((_, _) -> step).thenAcceptAsync(Runnable::run, blocking);
    return last;
  }
}
