package io.byteleap.bench;

import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.matrix.RowRecomputation;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.worker.compute.CpuEngine;
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

/// One CPU challenge: the worker's whole product on all cores, and the validator's check of 50 rows
/// of it on one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CpuChallengeBenchmark {
  private static final String SEED = "00112233445566778899aabbccddeeff";
  private static final int ROWS_VERIFIED = 50;

  @Param("2000")
  int size;

  private CpuEngine engine;
  private MatrixSpec work;
  private List<Integer> rows;

  @Setup
  public void prepare() {
    engine = CpuEngine.of(Runtime.getRuntime().availableProcessors());
    work = new MatrixSpec(new MatrixSeed(SEED), size, 1);
    int step = Math.max(1, size / ROWS_VERIFIED);
    rows = IntStream.range(0, Math.min(size, ROWS_VERIFIED)).map(i -> i * step).boxed().toList();
  }

  @TearDown
  public void stop() {
    engine.close();
  }

  @Benchmark
  public MerkleTree execute() {
    return engine.start(work).product().toCompletableFuture().join().units().getFirst().tree();
  }

  @Benchmark
  public List<RowHash> verify() {
    return RowRecomputation.hashes(work, rows);
  }
}
