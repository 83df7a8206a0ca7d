package io.byteleap.redteam;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
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
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A GPU in challenge v1 that makes a few of its values up. Its evidence is judged; whether it may
/// sign is not, since the key that signs is in a program that everybody has.
final class GpuArena {
  private static final int SIZE = 128;
  private static final double MADE_UP = 0.02;

  /// As many columns of a row as are looked at of 32,768, the usual size: 33.
  private static final double COLUMNS = 33.0 / SIZE;

  private static final GpuTargetPolicy TARGETS =
      new GpuTargetPolicy(25, 0.2, new TargetPolicy(2, 0.5));
  private static final GpuTolerance TOLERANCE = new GpuTolerance(0.02, 0.005, 0.85);
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private GpuArena() {}

  static Outcome play(RandomGenerator random) {
    var matrix = new GpuMatrixSpec(MatrixSeed.draw(random), SIZE, 1, GpuMatrixSpec.EVERY_GPU);
    SortedSet<UnitId> gpus = new TreeSet<>(List.of(GPU));
    var check =
        new GpuCheck(
            TOLERANCE,
            new ColumnSample(COLUMNS, random.nextLong()),
            new SignerKeys(List.of(SignerKeys.PUBLISHED)));
    var work = new GpuWork(matrix, TARGETS, check, gpus);
    var spec =
        new ChallengeSpec(
            new ChallengeId(RandomUuid.draw(random).toString()),
            new WorkerId("w-1"),
            work,
            new ChallengeSpec.Patience(PATIENCE, PATIENCE, PATIENCE, PATIENCE));
    var values = values(matrix, random);
    var tree = MerkleTree.of(hashes(values));
    var commitments = List.of(new Commitment(GPU, tree.root(), Commitment.Signature.NONE));
    var targets = work.drawTargets(List.of(GPU), random);
    var verdict =
        Verification.judge(spec, commitments, targets, opened(values, tree, targets.getFirst()));
    return verdict
        .failure()
        .map(why -> SimulatedMatrixDesk.ended(why, 1 - MADE_UP))
        .orElseGet(() -> Outcome.passed(1 - MADE_UP));
  }

  private static double[][] values(GpuMatrixSpec matrix, RandomGenerator random) {
    int[] all = IntStream.range(0, SIZE).toArray();
    var values = GpuProduct.of(GpuSeed.of(matrix.seed(), GPU), matrix).values(all, all);
    for (double[] row : values) {
      for (int j = 0; j < SIZE; j++) {
        double value = random.nextDouble() < MADE_UP ? 0 : row[j];
        row[j] = Float.float16ToFloat(Float.floatToFloat16((float) value));
      }
    }
    return values;
  }

  private static List<String> hashes(double[][] values) {
    return IntStream.range(0, SIZE)
        .mapToObj(row -> GpuRowHash.of(Numbers.copyOf(values[row])).orElseThrow().hex())
        .toList();
  }

  private static Proof opened(double[][] values, MerkleTree tree, UnitTargets asked) {
    var shown = new double[asked.coordinates().size() + asked.rows().size() * SIZE];
    int at = 0;
    for (var place : asked.coordinates()) {
      shown[at++] = values[place.row()][place.column()];
    }
    for (int row : asked.rows()) {
      System.arraycopy(values[row], 0, shown, at, SIZE);
      at += SIZE;
    }
    var hashes = hashes(values);
    return new Proof(
        List.of(
            new UnitProof(
                GPU,
                asked.rows().stream().map(hashes::get).toList(),
                asked.rows().stream().map(tree::proof).toList(),
                Numbers.copyOf(shown))));
  }
}
