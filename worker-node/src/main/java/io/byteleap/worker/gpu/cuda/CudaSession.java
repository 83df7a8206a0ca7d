package io.byteleap.worker.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.worker.gpu.cuda.CudaDriver.Grid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A session through the CUDA driver: two streams, and what was allocated. Each launch is checked
/// against the regions that it is about before it is made.
final class CudaSession implements Session {
  private static final int BLOCK_ENTRIES = 64;
  private static final int THREADS = 256;
  private static final int ENTRIES_MAPPED = 4;
  private static final int HASHING_THREADS = 64;
  private static final int LEAF_BYTES = 32;

  private final CudaDriver driver;
  private final CudaKernels kernels;
  private final Consumer<CudaFault> faults;
  private final long products;
  private final long hashing;
  private final List<Long> memory = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  private CudaSession(
      CudaDriver driver, CudaKernels kernels, Consumer<CudaFault> faults, Streams streams) {
    this.driver = driver;
    this.kernels = kernels;
    this.faults = faults;
    this.products = streams.products();
    this.hashing = streams.hashing();
  }

  private record Streams(long products, long hashing) {}

  /// Hashing goes first where both could: it needs few registers and little time of the tensor
  /// cores', and the next product waits for it.
  static CudaSession begin(CudaDriver driver, CudaKernels kernels, Consumer<CudaFault> faults) {
    long products = driver.stream(CudaDriver.Priority.LOW);
    try {
      var streams = new Streams(products, driver.stream(CudaDriver.Priority.HIGH));
      return new CudaSession(driver, kernels, faults, streams);
    } catch (CudaFault fault) {
      driver.destroyStream(products);
      throw fault;
    }
  }

  @Override
  public long freeBytes() {
    return driver.freeBytes();
  }

  @Override
  public Region allocate(long bytes) {
    try {
      long address = driver.allocate(bytes);
      memory.add(address);
      return new Region(address, bytes);
    } catch (CudaFault fault) {
      faults.accept(fault);
      throw fault.kind() == CudaFault.Kind.OUT_OF_MEMORY
          ? new CudaFault(
              fault.kind(),
              "%d MiB more do not fit: %s".formatted(bytes >> 20, fault.getMessage()),
              fault)
          : fault;
    }
  }

  @Override
  public Mark mark() {
    var mark = new Mark(driver.event());
    marks.add(mark);
    return mark;
  }

  @Override
  public void set(Mark mark, Lane lane) {
    driver.record(mark.handle(), stream(lane));
  }

  @Override
  public void hold(Lane lane, Mark mark) {
    driver.hold(stream(lane), mark.handle());
  }

  @Override
  public void await(Mark mark) {
    heard(() -> driver.waitFor(mark.handle()));
  }

  private long stream(Lane lane) {
    return switch (lane) {
      case PRODUCT -> products;
      case HASHING -> hashing;
    };
  }

  @Override
  public void upload(int[] values, Region to) {
    try (var arena = Arena.ofConfined()) {
      var from = arena.allocateFrom(JAVA_INT, values);
      driver.upload(from, to.first(from.byteSize()).address(), products);
    }
  }

  @Override
  public void download(Region from, byte[] to) {
    try (var arena = Arena.ofConfined()) {
      var room = arena.allocate(from.bytes());
      heard(() -> driver.download(from.address(), room));
      MemorySegment.copy(room, ValueLayout.JAVA_BYTE, 0, to, 0, to.length);
    }
  }

  @Override
  public void download(Region from, int[] to) {
    try (var arena = Arena.ofConfined()) {
      var room = arena.allocate(from.bytes(), Integer.BYTES);
      heard(() -> driver.download(from.address(), room));
      MemorySegment.copy(room, JAVA_INT, 0, to, 0, to.length);
    }
  }

  @Override
  public void fillRows(Region out, MatrixKey key, Span rows, int size) {
    fillRows(out, key, rows, size, arguments -> arguments.noRegion());
  }

  @Override
  public void fillListedRows(Region out, MatrixKey key, Region listed, int size) {
    var rows = Span.all(Math.toIntExact(listed.bytes() / Integer.BYTES));
    fillRows(out, key, rows, size, arguments -> arguments.region(listed));
  }

  private void fillRows(
      Region out, MatrixKey key, Span rows, int size, Consumer<KernelArguments> listed) {
    var target = out.first((long) rows.count() * size);
    try (var arena = Arena.ofConfined()) {
      var arguments =
          new KernelArguments(arena).region(target).words(key.bytes(), ByteOrder.LITTLE_ENDIAN);
      listed.accept(arguments);
      arguments.number(rows.first()).number(rows.count()).number(size);
      launch(
          kernels.fillRows(),
          oneRow(target.bytes() / BLOCK_ENTRIES, THREADS),
          arguments,
          Lane.PRODUCT);
    }
  }

  @Override
  public void fillColumns(Region out, MatrixKey key, Span columns, int size) {
    var target = out.first((long) columns.count() * size);
    try (var arena = Arena.ofConfined()) {
      launch(
          kernels.fillColumns(),
          new Grid(size / BLOCK_ENTRIES, columns.count() / BLOCK_ENTRIES, BLOCK_ENTRIES, 0),
          new KernelArguments(arena)
              .region(target)
              .words(key.bytes(), ByteOrder.LITTLE_ENDIAN)
              .number(columns.first())
              .number(size),
          Lane.PRODUCT);
    }
  }

  @Override
  public void multiply(Operands operands, Extent extent) {
    long sums = (long) (extent.rows() - 1) * extent.stride() + extent.columns();
    var checked =
        new Operands(
            operands.a().first((long) extent.rows() * extent.depth()),
            operands.b().first((long) extent.columns() * extent.depth()),
            operands.c().first(sums * Integer.BYTES));
    heard(() -> kernels.multiplier().multiply(checked, extent, products));
  }

  @Override
  public void mapRows(Region sums, Region a, Step step) {
    int size = step.shape().size();
    try (var arena = Arena.ofConfined()) {
      launch(
          kernels.mapRows(),
          oneRow(a.bytes() / ENTRIES_MAPPED, THREADS),
          new KernelArguments(arena)
              .region(a)
              .region(sums.first(a.bytes() * Integer.BYTES))
              .number(Math.toIntExact(a.bytes() / size))
              .number(size)
              .number(step.number()),
          Lane.PRODUCT);
    }
  }

  @Override
  public void hashRows(Region sums, Leaves leaves, Span rows, Step step) {
    int size = step.shape().size();
    long leafBytes = (long) rows.count() * LEAF_BYTES;
    try (var arena = Arena.ofConfined()) {
      launch(
          kernels.hashRows(),
          oneRow(rows.count(), HASHING_THREADS),
          new KernelArguments(arena)
              .region(leaves.states().first(leafBytes))
              .region(leaves.digests().part((long) rows.first() * LEAF_BYTES, leafBytes))
              .region(sums.first((long) rows.count() * size * Integer.BYTES))
              .words(leaves.binding(), ByteOrder.BIG_ENDIAN)
              .number(rows.first())
              .number(rows.count())
              .number(size)
              .number(step.number())
              .number(step.shape().steps()),
          Lane.HASHING);
    }
  }

  /// As many blocks as it takes for `work` threads.
  private static Grid oneRow(long work, int threads) {
    return new Grid(Math.toIntExact(Math.ceilDiv(work, threads)), 1, threads, 0);
  }

  private void launch(long kernel, Grid grid, KernelArguments arguments, Lane lane) {
    heard(() -> driver.launch(kernel, grid, arguments.addresses(), stream(lane)));
  }

  private void heard(Runnable call) {
    try {
      call.run();
    } catch (CudaFault fault) {
      faults.accept(fault);
      throw fault;
    }
  }

  @Override
  public void close() {
    ending(() -> driver.finish(products));
    ending(() -> driver.finish(hashing));
    memory.forEach(address -> ending(() -> driver.free(address)));
    marks.forEach(mark -> ending(() -> driver.destroyEvent(mark.handle())));
    ending(() -> driver.destroyStream(hashing));
    ending(() -> driver.destroyStream(products));
    driver.leave();
  }

  /// On a card that broke down nothing can be freed but with the context, which the next session
  /// sees to.
  private void ending(Runnable call) {
    try {
      call.run();
    } catch (CudaFault fault) {
      faults.accept(fault);
    }
  }
}
