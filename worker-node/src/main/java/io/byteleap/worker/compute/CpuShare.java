package io.byteleap.worker.compute;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What an engine may use of this machine's processors: so many threads, of the lowest priority, so
/// that whatever else the worker does goes before them, and so many bytes of memory.
record CpuShare(int threadCount, long memoryMax) {
  private static final double MEMORY_SHARE_MAX = 0.6;

  /// Up to 60 % of the memory that the virtual machine may have.
  static CpuShare of(int threadCount) {
    return new CpuShare(threadCount, (long) (Runtime.getRuntime().maxMemory() * MEMORY_SHARE_MAX));
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint to systems that take it, nothing relies on it
  ExecutorService threads(String prefix) {
    return Executors.newFixedThreadPool(
        threadCount,
        Thread.ofPlatform().name(prefix, 0).daemon().priority(Thread.MIN_PRIORITY).factory());
  }

  /// Why matrices of `size`, which need `bytes`, are too large; empty when they are not.
  Optional<String> refusal(int size, long bytes) {
    return bytes <= memoryMax
        ? Optional.empty()
        : Optional.of(
            "matrices of size %d need %d MiB of memory, this worker has %d MiB for them"
                .formatted(size, bytes >> 20, memoryMax >> 20));
  }
}
