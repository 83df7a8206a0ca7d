package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterWork;
import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.LeafHasher;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.units.Ratio;
import io.byteleap.fixture.TimedWork;
import io.byteleap.worker.compute.ExactCpuEngine;
import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Leaves;
import io.byteleap.worker.gpu.cuda.Session.Operands;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// Measures the first card, and prints the tables of `deploy/docs/gpu-engine.md`: whole works by
/// size, and what single kernels of a block take. Arguments are sizes, instead of its own.
final class GpuRatesMain {
  private static final List<Integer> SIZES =
      List.of(4_096, 8_192, 16_384, 32_768, 65_536, 98_304, ExactShape.SIZE_MAX);
  private static final int TIMES = 3;

  /// Names of one card that are at work at once, as many as there is room for B of.
  private static final int NAMES = 4;

  /// From a simultaneity round's opening to its bell, and how much of it a worker uses.
  private static final Duration ROUND = Duration.ofSeconds(12);

  private static final Duration STINT = ROUND.minus(Muster.WAY);
  private static final ExecutorService THREADS =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
  private static final Ratio SHARE = new Ratio(0.9);

  private GpuRatesMain() {}

  public static void main(String[] arguments) {
    List<Integer> sizes =
        arguments.length == 0 ? SIZES : Arrays.stream(arguments).map(Integer::valueOf).toList();
    for (var card : RealCards.inEveryForm()) {
      var facts = card.facts();
      System.out.printf(
          "%s, compute capability %d.%d, CUDA %s, %s%n",
          facts.name(),
          facts.capability().major(),
          facts.capability().minor(),
          RealCards.driver().version(),
          card.form());
      parts(card, sizes);
      memory(card);
      try (var engine = CardEngine.of(card, SHARE)) {
        sizes.forEach(size -> whole(engine, new ExactShape(size, 1)));
        whole(engine, new ExactShape(16_384, 4));
        whole(engine, new ExactShape(4_096, 16));
      }
    }
    stints();
    processors();
  }

  /// What the first card shows at a simultaneity round: alone, and under several names at once.
  private static void stints() {
    var card = RealCards.all().getFirst();
    try (var engine = CardEngine.of(card, SHARE)) {
      long memoryMiB;
      try (var session = card.session()) {
        memoryMiB = session.freeBytes() >> 20;
      }
      var shape = MusterWork.of(new ExactShape(ExactShape.SIZE_MAX, 1), memoryMiB);
      stint(engine, shape, 1);
      stint(engine, shape, 1);
      stint(engine, shape, NAMES);
    }
  }

  private static void stint(ExactEngine engine, ExactShape shape, int names) {
    var task = task(shape);
    var timed = TimedWork.within(STINT, task);
    long began = System.nanoTime();
    long rows =
        IntStream.range(0, names)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> rowsMade(engine, timed), THREADS))
            .toList()
            .stream()
            .mapToLong(CompletableFuture::join)
            .sum();
    double seconds = (System.nanoTime() - began) / 1e9;
    double operations = 2.0 * rows * shape.size() * shape.size() * shape.steps();
    System.out.printf(
        "stint n %6d t %2d, names %d: %6d rows, done after %6.3f s of %.1f s, %7.1f TOPS over %s%n",
        shape.size(),
        shape.steps(),
        names,
        rows,
        seconds,
        STINT.toMillis() / 1e3,
        operations / ROUND.toMillis() / 1e9,
        ROUND);
  }

  private static long rowsMade(ExactEngine engine, ExactTask task) {
    try (var product = engine.compute(task, GpuRatesMain::goOn)) {
      return product.made().rows();
    }
  }

  private static void processors() {
    int count = Runtime.getRuntime().availableProcessors();
    try (var cpu = ExactCpuEngine.of(count)) {
      for (int i = 0; i < TIMES; i++) {
        cpu.compute(task(new ExactShape(2_048, 1)), GpuRatesMain::goOn).close();
      }
      var shape = new ExactShape(4_096, 1);
      double ms = least(() -> cpu.compute(task(shape), GpuRatesMain::goOn).close());
      System.out.printf(
          "%d processors: n %d, %.1f ms, %.3f TOPS%n", count, shape.size(), ms, tops(shape, ms));
      stint(cpu, MusterWork.of(new ExactShape(2_048, 4), 0), 1);
    }
  }

  private static void whole(CardEngine engine, ExactShape shape) {
    var task = task(shape);
    double ms = least(() -> engine.compute(task, GpuRatesMain::goOn).close());
    try (var product = engine.compute(task, GpuRatesMain::goOn)) {
      var rows = List.of(1, 2, 3, 5, 8, 13, 21, 34);
      double opening = least(() -> product.open(rows, GpuRatesMain::goOn));
      System.out.printf(
          "whole n %6d t %2d: %9.2f ms, %7.1f TOPS, tree %5.2f ms, 8 rows opened in %7.2f ms%n",
          shape.size(), shape.steps(), ms, tops(shape, ms), tree(shape.size()), opening);
    }
  }

  /// What the tree over so many leaves takes the processor.
  private static double tree(int leafCount) {
    return least(() -> ExactTree.adopting(new byte[leafCount * TreeHash.LENGTH]));
  }

  /// What a session and the memory of a work take.
  private static void memory(CudaCard card) {
    for (long mib : List.of(1L, 256L, 4_096L, 32_768L)) {
      double ms =
          least(
              () -> {
                try (var session = card.session()) {
                  session.allocate(mib << 20);
                }
              });
      System.out.printf("session with %5d MiB: %6.2f ms%n", mib, ms);
    }
  }

  /// The kernels of one block of rows, each alone.
  private static void parts(CudaCard card, List<Integer> sizes) {
    for (int size : sizes) {
      var shape = new ExactShape(size, 2);
      var step = new Step(shape, 1);
      try (var session = card.session()) {
        int rows = Math.min(size, 16_384);
        var a = session.allocate((long) rows * size);
        var b = session.allocate((long) size * size);
        var c = session.allocate((long) rows * size * Integer.BYTES);
        var leaves =
            new Leaves(
                session.allocate(rows * 32L),
                session.allocate(size * 32L),
                LeafHasher.binding(task(shape).challenge(), task(shape).unit()));
        var task = task(shape);
        var span = Span.all(rows);
        System.out.printf(
            "parts n %6d, %5d rows: A %6.2f ms, B %6.2f ms, product %7.2f ms, map %5.2f ms,"
                + " hashing %6.2f ms%n",
            size,
            rows,
            alone(session, Lane.PRODUCT, () -> session.fillRows(a, task.keyOfA(), span, size)),
            alone(
                session,
                Lane.PRODUCT,
                () -> session.fillColumns(b, task.keyOfB(), Span.all(size), size)),
            alone(
                session,
                Lane.PRODUCT,
                () -> session.multiply(new Operands(a, b, c), new Extent(rows, size, size, size))),
            alone(session, Lane.PRODUCT, () -> session.mapRows(c, a, step)),
            alone(session, Lane.HASHING, () -> session.hashRows(c, leaves, span, step)));
      }
    }
  }

  private static double alone(Session session, Lane lane, Runnable launch) {
    var mark = session.mark();
    return least(
        () -> {
          launch.run();
          session.set(mark, lane);
          session.await(mark);
        });
  }

  /// Milliseconds of the quickest of some times, after one that does not count.
  private static double least(Runnable work) {
    work.run();
    return Arrays.stream(new int[TIMES]).mapToDouble(_ -> once(work)).min().orElseThrow();
  }

  private static double once(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double tops(ExactShape shape, double ms) {
    return 2.0 * shape.multiplyAdds() / ms / 1e9;
  }

  private static ExactTask task(ExactShape shape) {
    var golden = GoldenWork.OF_GPU.task();
    return new ExactTask(
        golden.challenge(), golden.unit(), shape, golden.keyOfA(), golden.keyOfB());
  }

  private static void goOn() {}
}
