package io.byteleap.bench;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuProduct;
import io.byteleap.domain.gpu.GpuRowHash;
import io.byteleap.domain.gpu.GpuSeed;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One GPU's proof from its JSON to its verdict: 25 single values and two whole rows, with the
/// published share of columns looked at.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GpuChallengeBenchmark {
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");
  private static final int COORDINATES = 25;
  private static final double COLUMNS_RATE = 0.001;

  @Param("32768")
  int size;

  private ChallengeSpec spec;
  private List<Commitment> commitments;
  private List<UnitTargets> targets;
  private Bytes payload;

  @Setup
  public void prepare() {
    var matrix =
        new GpuMatrixSpec(
            new MatrixSeed("00112233445566778899aabbccddeeff"), size, 1, GpuMatrixSpec.EVERY_GPU);
    var check =
        new GpuCheck(
            new GpuTolerance(0.02, 0.005, 0.85),
            new ColumnSample(COLUMNS_RATE, 7),
            new SignerKeys(List.of(HonestGpu.KEY)));
    var policy = new GpuTargetPolicy(COORDINATES, 0, new TargetPolicy(2, 0));
    spec =
        new ChallengeSpec(
            new ChallengeId("bench"),
            new WorkerId("worker"),
            new GpuWork(matrix, policy, check, new TreeSet<>(List.of(GPU))),
            Samples.PATIENCE);
    List<Integer> rows = List.of(size / 3, size - 1);
    var coordinates =
        IntStream.range(0, COORDINATES)
            .mapToObj(i -> new Coordinate(i * 31 % size, i * 17 % size))
            .toList();
    targets = List.of(new UnitTargets(GPU, rows, coordinates));
    var opened = opened(matrix, rows, coordinates);
    commitments = List.of(HonestGpu.signed(matrix, GPU, opened.root()));
    var proof = new Proof(List.of(opened.proof()));
    payload = PayloadCodec.encode(new Payload.ProofData("bench", proof, JsonObject.EMPTY));
  }

  private record Opened(MerkleRoot root, UnitProof proof) {}

  /// What a device would open. Of its other rows only hashes are known, and any will do.
  private Opened opened(GpuMatrixSpec matrix, List<Integer> rows, List<Coordinate> coordinates) {
    var product = GpuProduct.of(GpuSeed.of(matrix.seed(), GPU), matrix);
    int[] columns = IntStream.range(0, size).toArray();
    double[][] values =
        product.values(rows.stream().mapToInt(Integer::intValue).toArray(), columns);
    Arrays.stream(values).forEach(row -> Arrays.setAll(row, column -> halfOf(row[column])));
    List<String> hashes = Arrays.asList(new String[size]);
    Collections.fill(hashes, "0".repeat(16));
    for (int i = 0; i < rows.size(); i++) {
      hashes.set(rows.get(i), GpuRowHash.of(Numbers.copyOf(values[i])).orElseThrow().hex());
    }
    var tree = MerkleTree.of(hashes);
    var singles =
        coordinates.stream().mapToDouble(at -> halfOf(product.value(at.row(), at.column())));
    var all = DoubleStream.concat(singles, Arrays.stream(values).flatMapToDouble(Arrays::stream));
    return new Opened(
        tree.root(),
        new UnitProof(
            GPU,
            rows.stream().map(hashes::get).toList(),
            rows.stream().map(tree::proof).toList(),
            Numbers.copyOf(all.toArray())));
  }

  private static double halfOf(double value) {
    return Float.float16ToFloat(Float.floatToFloat16((float) value));
  }

  @Benchmark
  public Verdict parseAndJudge() {
    return Verification.judge(spec, commitments, targets, parse());
  }

  @Benchmark
  public Proof parse() {
    return switch (PayloadCodec.decode(SynapseType.CHALLENGE_PROOF, payload, Samples.T0)) {
      case Decoded.Read<Payload>(Payload.ProofData(_, var proof, _)) -> proof;
      case Decoded.Read<Payload> _ -> throw new IllegalStateException("BUG: not a proof");
      case Decoded.Refused<Payload>(var why) -> throw new IllegalStateException("BUG: " + why);
    };
  }
}
