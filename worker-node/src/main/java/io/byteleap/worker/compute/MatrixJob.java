package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.matrix.Factors;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleTree;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The whole product of one challenge. One thread generates A and B, which are kept; then all
/// threads take blocks of rows of C, of which only the hashes are kept.
final class MatrixJob implements Engine.Job {
  private final MatrixSpec work;
  private final String[] hashes;
  private final AtomicInteger rowsTaken = new AtomicInteger();
  private final CompletableFuture<MerkleTree> tree = new CompletableFuture<>();
  private volatile boolean cancelled;

  private MatrixJob(MatrixSpec work) {
    this.work = work;
    this.hashes = new String[work.size()];
  }

  static MatrixJob start(MatrixSpec work, Executor threads, int threadCount) {
    var job = new MatrixJob(work);
    var _ =
        CompletableFuture.supplyAsync(job::factors, threads)
            .thenCompose(factors -> job.multiplied(factors, threads, threadCount))
            .thenApplyAsync(_ -> MerkleTree.of(Arrays.asList(job.hashes)), threads)
            .whenComplete(job::end);
    return job;
  }

  @Override
  public CompletionStage<TaskProduct> product() {
    return tree.thenApply(TaskProduct::ofCpu);
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  private void end(MerkleTree result, Throwable failure) {
    if (failure == null) {
      tree.complete(result);
    } else {
      tree.completeExceptionally(FailureCause.of(failure));
    }
  }

  private Factors factors() {
    return Factors.generated(work, this::goOn);
  }

  private CompletableFuture<Void> multiplied(Factors factors, Executor threads, int threadCount) {
    int rowsAtOnce = Factors.rowsAtOnce(work.size(), threadCount);
    return CompletableFuture.allOf(
        Stream.generate(
                () -> CompletableFuture.runAsync(() -> multiply(factors, rowsAtOnce), threads))
            .limit(threadCount)
            .map(this::cancellingOthers)
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> cancellingOthers(CompletableFuture<Void> part) {
    return part.whenComplete(
        (_, failure) -> {
          if (failure != null) {
            cancel();
          }
        });
  }

  private void multiply(Factors factors, int rowsAtOnce) {
    int first = rowsTaken.getAndAdd(rowsAtOnce);
    while (first < work.size()) {
      var rows = factors.hashes(first, rowsAtOnce, this::goOn);
      for (int i = 0; i < rows.size(); i++) {
        hashes[first + i] = rows.get(i).hex();
      }
      first = rowsTaken.getAndAdd(rowsAtOnce);
    }
  }

  private void goOn() {
    if (cancelled) {
      throw new CancellationException("cancelled");
    }
  }
}
