package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.RowBlock;
import io.byteleap.domain.matrix.RowGenerator;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The whole product of one challenge. One thread generates A and B, which are kept; then all
/// threads take blocks of rows of C, of which only the hashes are kept.
final class MatrixJob implements Engine.Job {
  /// Few enough that a block's sums stay in a core's cache, many enough that B is read seldom.
  private static final int ROWS_AT_ONCE = 16;

  private static final long BYTES_PER_BLOCK_ENTRY = 22;

  private final MatrixSpec work;
  private final String[] hashes;
  private final AtomicInteger rowsTaken = new AtomicInteger();
  private final CompletableFuture<MerkleTree> tree = new CompletableFuture<>();
  private volatile boolean cancelled;

  /// The rows of A and B.
  private record Factors(List<short[]> a, List<short[]> b) {}

  private MatrixJob(MatrixSpec work) {
    this.work = work;
    this.hashes = new String[work.size()];
  }

  /// The most memory that a job takes: two matrices of 16-bit entries, and a block a thread.
  static long bytesFor(int size, int threadCount) {
    long matrices = 2L * Short.BYTES * size * size;
    return matrices + BYTES_PER_BLOCK_ENTRY * ROWS_AT_ONCE * size * threadCount;
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
  public CompletionStage<MerkleTree> tree() {
    return tree;
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
    var generator = RowGenerator.of(work);
    return new Factors(matrix(generator), matrix(generator));
  }

  private List<short[]> matrix(RowGenerator generator) {
    List<short[]> rows = new ArrayList<>(work.size());
    for (int i = 0; i < work.size(); i++) {
      goOn();
      var row = new short[work.size()];
      generator.next(row);
      rows.add(row);
    }
    return rows;
  }

  private CompletableFuture<Void> multiplied(Factors factors, Executor threads, int threadCount) {
    return CompletableFuture.allOf(
        Stream.generate(() -> CompletableFuture.runAsync(() -> multiply(factors), threads))
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

  private void multiply(Factors factors) {
    int first = rowsTaken.getAndAdd(ROWS_AT_ONCE);
    while (first < work.size()) {
      int end = Math.min(first + ROWS_AT_ONCE, work.size());
      var rows =
          RowBlock.of(factors.a().subList(first, end))
              .multiplied(visitor -> visit(factors.b(), visitor), work.iterations());
      for (int i = 0; i < rows.size(); i++) {
        hashes[first + i] = RowHash.of(rows.get(i)).hex();
      }
      first = rowsTaken.getAndAdd(ROWS_AT_ONCE);
    }
  }

  private void visit(List<short[]> rowsOfB, RowBlock.RowVisitor visitor) {
    for (int k = 0; k < rowsOfB.size(); k++) {
      goOn();
      visitor.visit(k, rowsOfB.get(k));
    }
  }

  private void goOn() {
    if (cancelled) {
      throw new CancellationException("cancelled");
    }
  }
}
