package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.json.Json;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VerificationTest {
  private static final Json JSON = Json.upTo(1 << 20);

  /// Cases where the existing verifier accepts what ours must not, with the reason.
  private static final Map<String, String> STRICTER =
      Map.of("extra sibling without direction (zip truncates)", "proof length is checked");

  static Stream<JsonNode> verdicts() {
    return Vectors.cases("cpu_matrix", "verify_cases");
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void proof_isJudgedAsInTheVector(JsonNode vector) {
    String name = vector.path("name").asText();
    boolean expected = vector.path("accepted").asBoolean() && !STRICTER.containsKey(name);

    assertThat(isSound(vector)).as(name).isEqualTo(expected);
  }

  /// What the vectors leave out (no targets, no commitment, no proof, another type) cannot even be
  /// written down as a challenge of ours, and so is never sound.
  private static boolean isSound(JsonNode vector) {
    var payload = vector.path("challenge_payload");
    var data = payload.path("challenge_data");
    var root = payload.path("merkle_commitments").path("-1");
    var proof =
        Decoded.of(
            () ->
                ChallengeParts.readProof(
                    List.of(JSON.parse(vector.path("proof_data").path("-1").toString()))));
    if (!payload.path("challenge_type").asText().equals("cpu_matrix")
        || payload.path("verification_targets").isEmpty()
        || root.isMissingNode()) {
      return false;
    }
    var spec =
        new ChallengeSpec(
            new ChallengeId("c"),
            new WorkerId("w"),
            new CpuWork(
                new MatrixSpec(
                    new MatrixSeed(data.path("seed").asText()),
                    data.path("matrix_size").asInt(),
                    data.path("iterations").asInt()),
                new TargetPolicy(1, 0)),
            Samples.PATIENCE);
    var rows =
        StreamSupport.stream(payload.path("verification_targets").spliterator(), false)
            .map(target -> target.get(0).asInt())
            .toList();
    String rootText = root.isObject() ? root.path("merkle_root").asText() : root.asText();
    return switch (proof) {
      case Decoded.Refused<Proof> _ -> false;
      case Decoded.Read<Proof>(var read) ->
          Verification.judge(
                  spec,
                  List.of(Commitment.ofCpu(new MerkleRoot(rootText))),
                  List.of(UnitTargets.rowsOfCpu(rows)),
                  read)
              .failure()
              .isEmpty();
    };
  }

  @Test
  void honestWork_isSound_andEachLieHasItsName() {
    Seeds.check(
        40,
        random -> {
          var spec = Samples.challenge("c", "w", random);
          var worker = new HonestWorker(spec);
          var targets =
              List.of(UnitTargets.rowsOfCpu(((CpuWork) spec.work()).targets().draw(24, random)));
          var honest = worker.opens(targets);

          assertThat(judge(spec, worker, targets, honest)).isEqualTo(new Verdict.Sound(UnitId.CPU));
          assertThat(judge(spec, worker, targets, without(honest)))
              .isEqualTo(new Verdict.Unsound(UnitId.CPU, Failure.EVIDENCE_MISSING));
          assertThat(judge(spec, worker, targets, withAnotherSibling(honest)))
              .isEqualTo(new Verdict.Unsound(UnitId.CPU, Failure.ROOT_MISMATCH));
        });
  }

  @Test
  void workOnAnotherSeed_differs() {
    var random = Seeds.generator(7);
    var spec = Samples.challenge("c", "w", random);
    var other = new HonestWorker(Samples.challenge("c", "w", random));
    var targets = List.of(UnitTargets.rowsOfCpu(List.of(1, 5, 9)));

    assertThat(judge(spec, other, targets, other.opens(targets)))
        .isEqualTo(new Verdict.Unsound(UnitId.CPU, Failure.VALUES_DIFFER));
  }

  @Test
  void targets_areDistinctAscendingAndWithinThePolicy() {
    Seeds.check(
        500,
        random -> {
          int size = 1 + random.nextInt(200);
          var rows = new TargetPolicy(50, 0.5).draw(size, random);

          assertThat(rows).isSorted().doesNotHaveDuplicates();
          assertThat(rows).allMatch(row -> row >= 0 && row < size);
          assertThat(rows.size()).isBetween(Math.min(25, size), Math.min(75, size));
        });
  }

  private static Verdict.UnitVerdict judge(
      ChallengeSpec spec, HonestWorker worker, List<UnitTargets> targets, Proof proof) {
    return Verification.judge(spec, List.of(worker.commitment()), targets, proof)
        .units()
        .getFirst();
  }

  private static Proof without(Proof proof) {
    var unit = proof.units().getFirst();
    int count = unit.rowHashes().size();
    return new Proof(
        List.of(
            new UnitProof(
                unit.unit(),
                unit.rowHashes().subList(1, count),
                unit.paths().subList(1, count),
                Numbers.NONE)));
  }

  private static Proof withAnotherSibling(Proof proof) {
    var unit = proof.units().getFirst();
    var paths = new ArrayList<>(unit.paths());
    var path = paths.getFirst();
    var siblings = new ArrayList<>(path.siblings());
    siblings.set(0, "0".repeat(siblings.getFirst().length()));
    paths.set(0, new MerkleProof(path.leafIndex(), path.leaf(), siblings, path.siblingOnRight()));
    return new Proof(List.of(new UnitProof(unit.unit(), unit.rowHashes(), paths, Numbers.NONE)));
  }
}
