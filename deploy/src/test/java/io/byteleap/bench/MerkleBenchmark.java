package io.byteleap.bench;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
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

/// A tree over the row hashes of a GPU challenge, and the two proofs that are asked of it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MerkleBenchmark {
  private static final int ROW_HASH_DIGITS = 16;

  @Param("32768")
  int leafCount;

  private List<String> leaves;
  private MerkleTree tree;

  @Setup
  public void prepare() {
    leaves = IntStream.range(0, leafCount).mapToObj(MerkleBenchmark::rowHash).toList();
    tree = MerkleTree.of(leaves);
  }

  private static String rowHash(int row) {
    byte[] number = Integer.toString(row).getBytes(StandardCharsets.US_ASCII);
    return java.util.HexFormat.of().formatHex(Sha256.of(number)).substring(0, ROW_HASH_DIGITS);
  }

  @Benchmark
  public MerkleTree build() {
    return MerkleTree.of(leaves);
  }

  @Benchmark
  public List<MerkleProof> proveTwo() {
    return List.of(tree.proof(leafCount / 3), tree.proof(leafCount - 1));
  }

  @Benchmark
  public boolean verifyOne() {
    return tree.proof(leafCount / 3).leadsTo(tree.root(), leafCount);
  }
}
