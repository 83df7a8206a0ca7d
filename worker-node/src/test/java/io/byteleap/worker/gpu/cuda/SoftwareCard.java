package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.gpu.GpuDevice.Capability;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A card in software, which does at once what it is asked for. Counts what it has given out, has
/// no more memory than it is told, and breaks down when told.
final class SoftwareCard implements Card {
  static final UnitId ID = new UnitId("GPU-11111111-2222-3333-4444-555555555555");

  private final long memoryBytes;
  private final int processors;
  private long taken;
  private long takenMost;
  private int sessions;
  private boolean closed;
  private final AtomicInteger untilFault = new AtomicInteger(Integer.MAX_VALUE);
  private Optional<CudaFault.Kind> fault = Optional.empty();

  private SoftwareCard(long memoryBytes, int processors) {
    this.memoryBytes = memoryBytes;
    this.processors = processors;
  }

  /// Of `processors` depends how many rows are worth a block: 128 each.
  static SoftwareCard of(long memoryBytes, int processors) {
    return new SoftwareCard(memoryBytes, processors);
  }

  static SoftwareCard large() {
    return of(1L << 30, 4);
  }

  /// The `count`th call from now on fails like this, and it alone.
  void failAt(int count, CudaFault.Kind kind) {
    untilFault.set(count);
    fault = Optional.of(kind);
  }

  void failNoMore() {
    untilFault.set(Integer.MAX_VALUE);
  }

  @Override
  public CardFacts facts() {
    return new CardFacts(ID, Label.of("Software"), new Capability(8, 0), processors, memoryBytes);
  }

  @Override
  public Session session() {
    called("session");
    sessions++;
    return new SoftwareSession(this);
  }

  @Override
  public void close() {
    if (sessions != 0) {
      throw new IllegalStateException("closed under a session");
    }
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /// What each call of a session does first.
  void called(String call) {
    if (untilFault.decrementAndGet() == 0) {
      throw new CudaFault(fault.orElseThrow(), call + ": CUDA_ERROR_MADE_UP (1)");
    }
  }

  long free() {
    return memoryBytes - taken;
  }

  void take(long bytes) {
    if (bytes > free()) {
      throw new CudaFault(
          CudaFault.Kind.OUT_OF_MEMORY, "cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY (2)");
    }
    taken += bytes;
    takenMost = Math.max(takenMost, taken);
  }

  void ended(long bytes) {
    taken -= bytes;
    sessions--;
  }

  /// What sessions have of it at this moment.
  long taken() {
    return taken;
  }

  /// The most that they ever had.
  long takenMost() {
    return takenMost;
  }

  int sessions() {
    return sessions;
  }
}
