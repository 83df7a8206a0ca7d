package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuProduct;
import io.byteleap.domain.gpu.GpuSeed;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.json.Json;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the network's own verifier says of proofs, and where ours says otherwise.
final class GpuVerificationVectorTest {
  private static final Json JSON = Json.upTo(1 << 20);

  /// Lists of coordinates that the existing function takes and ours does not, with the reason.
  private static final Map<String, String> COORDINATES_STRICTER =
      Map.of(
          "empty coords accepted", "nothing asked is no check (D-84)",
          "no values accepted by this function", "evidence that is missing is no evidence (D-85)");

  /// Proofs that the existing verifier takes and ours does not, with the reason.
  private static final Map<String, String> STRICTER =
      Map.of(
          "no merkle proofs at all: merkle step is skipped by this function",
          "rows without paths are not tied to the root (D-85)",
          "no row hashes at all: merkle step is skipped by this function",
          "rows without hashes are not tied to the root (D-85)",
          "no targets: accepted",
          "nothing asked is no check (D-84)");

  /// Proofs that the existing verifier refuses and ours does not, with the reason.
  private static final Map<String, String> KINDER =
      Map.of(
          "... and the second good GPU does not help, the whole verification fails",
          "each GPU is judged for itself (D-34)",
          "order matters not: good GPU first, overflow second, still fails",
          "each GPU is judged for itself (D-34)");

  static Stream<JsonNode> coordinates() {
    return Vectors.cases("gpu_matrix", "verify_coords");
  }

  @ParameterizedTest
  @MethodSource("coordinates")
  void coordinates_areJudgedAsInTheVector(JsonNode vector) {
    String name = vector.path("name").asText();
    boolean expected =
        vector.path("accepted").asBoolean() && !COORDINATES_STRICTER.containsKey(name);

    assertThat(areAccepted(vector)).as(name).isEqualTo(expected);
  }

  /// The rule of [GpuEvidence] for a list of values: as many as were asked, enough of them good.
  private static boolean areAccepted(JsonNode vector) {
    var product =
        GpuProduct.of(
            new GpuSeed(Long.parseUnsignedLong(vector.path("seed_hash_u64").asText())),
            vector.path("n").asInt(),
            vector.path("iterations").asInt());
    var tolerance =
        new GpuTolerance(
            vector.path("abs_tol").asDouble(),
            vector.path("rel_tol").asDouble(),
            vector.path("threshold").asDouble());
    var coordinates = vector.path("coords");
    var values = vector.path("values");
    if (coordinates.isEmpty() || values.size() < coordinates.size()) {
      return false;
    }
    int accepted = 0;
    for (int i = 0; i < coordinates.size(); i++) {
      var at = coordinates.get(i);
      double exact = product.value(at.get(0).asInt(), at.get(1).asInt());
      accepted += tolerance.accepts(exact, values.get(i).asDouble()) ? 1 : 0;
    }
    return tolerance.isEnough(accepted, coordinates.size());
  }

  static Stream<JsonNode> proofs() {
    return Vectors.cases("gpu_matrix", "verify_cases");
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void proof_isJudgedAsInTheVector(JsonNode vector) {
    String name = vector.path("name").asText();
    boolean expected =
        (vector.path("accepted").asBoolean() && !STRICTER.containsKey(name))
            || KINDER.containsKey(name);
    long sound = soundUnits(vector);

    assertThat(sound > 0).as(name).isEqualTo(expected);
    if (expected && !KINDER.containsKey(name)) {
      assertThat(sound).isEqualTo(vector.path("details").path("success_count").asLong());
    }
  }

  /// Number of units that are sound. What cannot be a challenge of ours (no targets) is none.
  private static long soundUnits(JsonNode vector) {
    var payload = vector.path("challenge_payload");
    var commitments = commitments(payload.path("merkle_commitments"));
    var units = commitments.stream().map(Commitment::unit).toList();
    if (payload.path("verification_targets").isEmpty()) {
      return 0;
    }
    var spec =
        new ChallengeSpec(
            new ChallengeId("c"),
            new WorkerId("w"),
            work(payload.path("challenge_data"), vector.path("settings"), units),
            Samples.PATIENCE);
    return switch (Decoded.of(() -> proof(vector.path("proof_data")))) {
      case Decoded.Refused<Proof> _ -> 0;
      case Decoded.Read<Proof>(var proof) ->
          Verification.judge(
                  spec, commitments, targets(payload.path("verification_targets"), units), proof)
              .units()
              .stream()
              .filter(Verdict.Sound.class::isInstance)
              .count();
    };
  }

  private static GpuWork work(JsonNode data, JsonNode settings, List<UnitId> units) {
    var check =
        new GpuCheck(
            new GpuTolerance(
                settings.path("abs_tolerance").asDouble(),
                settings.path("rel_tolerance").asDouble(),
                settings.path("success_rate_threshold").asDouble()),
            new ColumnSample(settings.path("row_sample_rate").asDouble(), 1),
            new SignerKeys(List.of(SignerKeys.PUBLISHED)));
    return new GpuWork(
        ChallengeParts.readGpuMatrix(JSON.parse(data.toString())),
        new GpuTargetPolicy(1, 0, new TargetPolicy(1, 0)),
        check,
        new TreeSet<>(units));
  }

  private static List<Commitment> commitments(JsonNode roots) {
    return roots.properties().stream()
        .map(
            entry -> {
              var root = entry.getValue();
              String text = root.isObject() ? root.path("merkle_root").asText() : root.asText();
              return new Commitment(
                  new UnitId(entry.getKey()), new MerkleRoot(text), Commitment.Signature.NONE);
            })
        .collect(Collectors.toList());
  }

  private static List<UnitTargets> targets(JsonNode items, List<UnitId> units) {
    List<Integer> rows = new ArrayList<>();
    List<Coordinate> coordinates = new ArrayList<>();
    for (JsonNode item : items) {
      int row = item.get(0).asInt();
      if (item.get(1).isNull()) {
        rows.add(row);
      } else {
        coordinates.add(new Coordinate(row, item.get(1).asInt()));
      }
    }
    return units.stream().map(unit -> new UnitTargets(unit, rows, coordinates)).toList();
  }

  /// As the proof would come on the wire; what stands under the CPU's name is left out, as the
  /// existing verifier does.
  private static Proof proof(JsonNode data) {
    return ChallengeParts.readProof(
        StreamSupport.stream(data.spliterator(), false)
            .filter(unit -> unit.path("coordinate_values").isArray())
            .map(GpuVerificationVectorTest::withLists)
            .toList());
  }

  private static io.byteleap.json.JsonObject withLists(JsonNode unit) {
    var json = (com.fasterxml.jackson.databind.node.ObjectNode) unit.deepCopy();
    for (String list : List.of("row_hashes", "merkle_proofs")) {
      if (!json.path(list).isArray()) {
        json.putArray(list);
      }
    }
    return JSON.parse(json.toString());
  }

  /// The specs that vectors are read as keep what the vectors say.
  @org.junit.jupiter.api.Test
  void data_isReadAsAGpuChallenge() {
    var data = proofs().findFirst().orElseThrow().path("challenge_payload").path("challenge_data");
    var spec = ChallengeParts.readGpuMatrix(JSON.parse(data.toString()));

    assertThat(spec.size()).isEqualTo(data.path("matrix_size").asInt());
    assertThat(spec.targetGpu()).isEqualTo(GpuMatrixSpec.EVERY_GPU);
    assertThat(ChallengeParts.readGpuMatrix(ChallengeParts.write(spec))).isEqualTo(spec);
    assertThat(ChallengeParts.write(spec).toText())
        .isEqualTo(
            "{\"challenge_type\":\"gpu_matrix\",\"matrix_size\":64,"
                + "\"seed\":\"c0ffee1234567890abcdef0123456789\",\"iterations\":1,"
                + "\"mode\":0,\"target_gpu_id\":-1}");
  }
}
