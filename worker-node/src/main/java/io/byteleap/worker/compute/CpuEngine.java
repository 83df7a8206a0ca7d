package io.byteleap.worker.compute;

import io.byteleap.domain.matrix.Factors;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Computes CPU challenges on threads of its own, of the lowest priority, so that whatever else the
/// worker does goes before them.
public final class CpuEngine implements Engine<MatrixSpec>, AutoCloseable {
  private static final double MEMORY_SHARE_MAX = 0.6;

  /// Large enough to use every inner loop as real work does, small enough not to be noticed.
  private static final MatrixSpec WARM_UP = new MatrixSpec(new MatrixSeed("00".repeat(16)), 800, 1);

  /// So often it is done: the last form of the compiled loops is there after half of them.
  private static final int WARM_UPS = 16;

  private final int threadCount;
  private final long memoryMax;
  private final ExecutorService threads;
  private volatile boolean hasWork;

  @SuppressWarnings("ThreadPriorityCheck") // a hint to systems that take it, nothing relies on it
  private CpuEngine(int threadCount, long memoryMax) {
    this.threadCount = threadCount;
    this.memoryMax = memoryMax;
    this.threads =
        Executors.newFixedThreadPool(
            threadCount,
            Thread.ofPlatform()
                .name("compute-", 0)
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .factory());
  }

  /// An engine that uses up to 60 % of the memory that the virtual machine may have.
  public static CpuEngine of(int threadCount) {
    return within((long) (Runtime.getRuntime().maxMemory() * MEMORY_SHARE_MAX), threadCount);
  }

  /// An engine that uses up to `memoryMax` bytes.
  static CpuEngine within(long memoryMax, int threadCount) {
    return new CpuEngine(threadCount, memoryMax);
  }

  /// Computes something that nobody asked for, again and again for a second or two, so that the
  /// virtual machine has compiled the inner loops when the first challenge comes. Ends early when
  /// that is sooner.
  public void warmUp() {
    warmUp(WARM_UPS);
  }

  private void warmUp(int times) {
    if (times > 0 && !hasWork) {
      var _ =
          MatrixJob.start(WARM_UP, threads, threadCount).product().thenRun(() -> warmUp(times - 1));
    }
  }

  @Override
  public int cores() {
    return threadCount;
  }

  @Override
  public Optional<String> refusal(MatrixSpec work) {
    long needed = Factors.bytesFor(work.size(), threadCount);
    return needed <= memoryMax
        ? Optional.empty()
        : Optional.of(
            "matrices of size %d need %d MiB of memory, this worker has %d MiB for them"
                .formatted(work.size(), needed >> 20, memoryMax >> 20));
  }

  @Override
  public Job start(MatrixSpec work) {
    hasWork = true;
    return MatrixJob.start(work, threads, threadCount);
  }

  /// Stops the threads; what they are at is given up.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
