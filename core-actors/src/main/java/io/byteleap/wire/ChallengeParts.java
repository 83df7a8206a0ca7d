package io.byteleap.wire;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Work;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.SignatureText;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Numbers;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.exact.ExactParts;
import java.util.List;

/// The pieces of a challenge that travel between worker, miner and validator in the same form.
/// Readers throw what [Decoded#of] turns into a refusal.
public final class ChallengeParts {
  /// Kind of challenge as it is written.
  public static final String CPU_MATRIX = "cpu_matrix";

  public static final String GPU_MATRIX = "gpu_matrix";

  /// The one mode of GPU challenges there is: a fixed number of iterations.
  private static final int BY_ITERATIONS = 0;

  private ChallengeParts() {}

  /// The kind of challenge that this work makes.
  public static String typeOf(Work work) {
    return switch (work) {
      case CpuWork _ -> CPU_MATRIX;
      case GpuWork _ -> GPU_MATRIX;
      case ExactWork _ -> ExactParts.MATMUL_EXACT_V2;
    };
  }

  /// `data` of a challenge: what a worker has to know, and nothing of how it will be looked at. Of
  /// version 2 it is the shape; with keys, [ExactParts] writes it.
  public static JsonObject write(Work work) {
    return switch (work) {
      case CpuWork cpu -> write(cpu.matrix());
      case GpuWork gpu -> write(gpu.matrix());
      case ExactWork exact -> ExactParts.write(exact.shape());
    };
  }

  /// `data` of a GPU matrix challenge.
  public static JsonObject write(GpuMatrixSpec spec) {
    return JsonObject.builder()
        .put("challenge_type", GPU_MATRIX)
        .put("matrix_size", spec.size())
        .put("seed", spec.seed().hex())
        .put("iterations", spec.iterations())
        .put("mode", BY_ITERATIONS)
        .put("target_gpu_id", spec.targetGpu())
        .build();
  }

  public static GpuMatrixSpec readGpuMatrix(JsonObject data) {
    data.integerWithinOr("mode", BY_ITERATIONS, BY_ITERATIONS, BY_ITERATIONS);
    return new GpuMatrixSpec(
        new MatrixSeed(data.text("seed")),
        data.integerWithin("matrix_size", 1, GpuMatrixSpec.SIZE_MAX),
        data.integerWithinOr("iterations", 1, GpuMatrixSpec.ITERATIONS_MAX, 1),
        data.integerWithinOr(
            "target_gpu_id",
            GpuMatrixSpec.EVERY_GPU,
            GpuMatrixSpec.TARGET_GPU_MAX,
            GpuMatrixSpec.EVERY_GPU));
  }

  /// `data` of a CPU matrix challenge.
  public static JsonObject write(MatrixSpec spec) {
    return JsonObject.builder()
        .put("challenge_type", CPU_MATRIX)
        .put("matrix_size", spec.size())
        .put("seed", spec.seed().hex())
        .put("iterations", spec.iterations())
        .build();
  }

  public static MatrixSpec readMatrix(JsonObject data) {
    return new MatrixSpec(
        new MatrixSeed(data.text("seed")),
        data.integerWithin("matrix_size", 1, MatrixSpec.SIZE_MAX),
        data.integerWithinOr("iterations", 1, MatrixSpec.ITERATIONS_MAX, 1));
  }

  public static JsonObject write(Commitment commitment) {
    return JsonObject.builder()
        .put("uuid", commitment.unit().value())
        .put("merkle_root", commitment.root().hex())
        .put("sig_ver", commitment.signature().version())
        .put("sig_val", commitment.signature().text())
        .build();
  }

  public static Commitment readCommitment(JsonObject json) {
    var signature =
        new Commitment.Signature(
            json.integerWithinOr("sig_ver", 0, 1, 0), json.optionalText("sig_val").orElse(""));
    var unit = new UnitId(json.text("uuid"));
    if (!unit.equals(UnitId.CPU) && SignatureText.decoded(signature.text()).isEmpty()) {
      throw new JsonProblem("sig_val", "a GPU's commitment needs a signature in hex or base64");
    }
    return new Commitment(unit, new MerkleRoot(json.text("merkle_root")), signature);
  }

  public static List<Commitment> readCommitments(List<JsonObject> items) {
    return items.stream().map(ChallengeParts::readCommitment).toList();
  }

  public static JsonObject write(UnitTargets targets) {
    return JsonObject.builder()
        .put("uuid", targets.unit().value())
        .putIntegers("rows", targets.rows())
        .putIndexLists(
            "coordinates",
            targets.coordinates().stream()
                .map(coordinate -> List.of(coordinate.row(), coordinate.column()))
                .toList())
        .build();
  }

  public static UnitTargets readTargets(JsonObject json) {
    var coordinates =
        json.indexListsOrNone("coordinates").stream().map(ChallengeParts::coordinate).toList();
    return new UnitTargets(new UnitId(json.text("uuid")), json.indicesOrNone("rows"), coordinates);
  }

  public static List<UnitTargets> readTargets(List<JsonObject> items) {
    return items.stream().map(ChallengeParts::readTargets).toList();
  }

  private static UnitTargets.Coordinate coordinate(List<Integer> pair) {
    if (pair.size() != 2) {
      throw new JsonProblem("coordinates", "must be [row, col] pairs");
    }
    return new UnitTargets.Coordinate(pair.get(0), pair.get(1));
  }

  public static JsonObject write(UnitProof proof) {
    return writeRows(proof).putNumbers("coordinate_values", proof.values()).build();
  }

  /// A proof without its values, for who writes those in a form of its own.
  public static JsonObject.Builder writeRows(UnitProof proof) {
    return JsonObject.builder()
        .put("uuid", proof.unit().value())
        .putTexts("row_hashes", proof.rowHashes())
        .putObjects("merkle_proofs", proof.paths().stream().map(ChallengeParts::write).toList());
  }

  private static JsonObject write(MerkleProof path) {
    return JsonObject.builder()
        .put("leaf_index", path.leafIndex())
        .put("leaf_hash", path.leaf())
        .putTexts("proof_hashes", path.siblings())
        .putFlags("proof_directions", path.siblingOnRight())
        .build();
  }

  public static Proof readProof(List<JsonObject> items) {
    return new Proof(items.stream().map(ChallengeParts::readUnitProof).toList());
  }

  private static UnitProof readUnitProof(JsonObject json) {
    return readRows(json, json.numbersOrNone("coordinate_values"));
  }

  /// A proof whose values were read already.
  public static UnitProof readRows(JsonObject json, Numbers values) {
    return new UnitProof(
        new UnitId(json.text("uuid")),
        json.texts("row_hashes"),
        json.objects("merkle_proofs").stream().map(ChallengeParts::readPath).toList(),
        values);
  }

  private static MerkleProof readPath(JsonObject json) {
    return new MerkleProof(
        json.integerWithin("leaf_index", 0, Integer.MAX_VALUE),
        json.text("leaf_hash"),
        json.texts("proof_hashes"),
        json.flags("proof_directions"));
  }
}
