package io.byteleap.bench;

import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.compute.ExactCpuEngine;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The exact product of the processors beside the product of version 1 of the same size, both on
/// all cores, and the opening of eight rows.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ExactWorkBenchmark {
  private static final int ROWS_OPENED = 8;

  @Param("2048")
  int size;

  private ExactCpuEngine engine;
  private CpuEngine engineOfV1;
  private ExactTask task;
  private MatrixSpec workOfV1;
  private ExactProduct product;
  private List<Integer> rows;

  @Setup
  public void prepare() {
    int cores = Runtime.getRuntime().availableProcessors();
    engine = ExactCpuEngine.of(cores);
    engineOfV1 = CpuEngine.of(cores);
    task =
        new ExactTask(
            new ChallengeId("bench"),
            UnitId.CPU,
            new ExactShape(size, 1),
            MatrixKey.ofHex("0a".repeat(32)),
            MatrixKey.ofHex("0b".repeat(32)));
    workOfV1 = new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), size, 1);
    product = engine.compute(task, ExactWorkBenchmark::goOn);
    rows = IntStream.range(0, ROWS_OPENED).map(i -> i * (size / ROWS_OPENED)).boxed().toList();
  }

  @TearDown
  public void stop() {
    engine.close();
    engineOfV1.close();
  }

  @Benchmark
  public TreeHash execute() {
    return engine.compute(task, ExactWorkBenchmark::goOn).root();
  }

  @Benchmark
  public MerkleRoot executeV1() {
    return engineOfV1
        .start(workOfV1)
        .product()
        .toCompletableFuture()
        .join()
        .units()
        .getFirst()
        .tree()
        .root();
  }

  @Benchmark
  public List<OpenedRow> open() {
    return product.open(rows, ExactWorkBenchmark::goOn);
  }

  private static void goOn() {
    // nothing stops the work
  }
}
