package io.byteleap.worker.compute;

import io.byteleap.domain.matrix.Factors;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/// Computes CPU challenges on threads of its own ([CpuShare]).
public final class CpuEngine implements Engine<MatrixSpec>, AutoCloseable {
  /// Large enough to use every inner loop as real work does, small enough not to be noticed.
  private static final MatrixSpec WARM_UP = new MatrixSpec(new MatrixSeed("00".repeat(16)), 800, 1);

  /// So often it is done: the last form of the compiled loops is there after half of them.
  private static final int WARM_UPS = 16;

  private final CpuShare share;
  private final ExecutorService threads;
  private volatile boolean hasWork;

  private CpuEngine(CpuShare share) {
    this.share = share;
    this.threads = share.threads("compute-");
  }

  /// An engine that uses up to 60 % of the memory that the virtual machine may have.
  public static CpuEngine of(int threadCount) {
    return new CpuEngine(CpuShare.of(threadCount));
  }

  /// An engine that uses up to `memoryMax` bytes.
  static CpuEngine within(long memoryMax, int threadCount) {
    return new CpuEngine(new CpuShare(threadCount, memoryMax));
  }

  /// Computes something that nobody asked for, again and again for a second or two, so that the
  /// virtual machine has compiled the inner loops when the first challenge comes. Ends early when
  /// that is sooner.
  public void warmUp() {
    warmUp(WARM_UPS);
  }

  private void warmUp(int times) {
    if (times > 0 && !hasWork) {
      var _ = MatrixJob.start(WARM_UP, threads, cores()).product().thenRun(() -> warmUp(times - 1));
    }
  }

  @Override
  public int cores() {
    return share.threadCount();
  }

  @Override
  public Optional<String> refusal(MatrixSpec work) {
    return share.refusal(work.size(), Factors.bytesFor(work.size(), cores()));
  }

  @Override
  public Job start(MatrixSpec work) {
    hasWork = true;
    return MatrixJob.start(work, threads, cores());
  }

  /// Stops the threads; what they are at is given up.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
