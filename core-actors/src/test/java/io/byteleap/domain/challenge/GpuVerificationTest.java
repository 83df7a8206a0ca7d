package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class GpuVerificationTest {
  private static final Json JSON = Json.upTo(1 << 20);

  /// A challenge of two GPUs, what they commit to, what they are asked.
  private record Scene(
      ChallengeSpec spec,
      List<HonestGpu> gpus,
      List<Commitment> commitments,
      List<UnitTargets> targets) {
    static Scene of(RandomGenerator random) {
      var spec = Samples.gpuChallenge("c", "w", random, "GPU-a", "GPU-b");
      var gpus = HonestGpu.all(spec);
      var units = gpus.stream().map(HonestGpu::uuid).toList();
      return new Scene(
          spec, gpus, HonestGpu.commitments(gpus), spec.work().drawTargets(units, random));
    }

    Proof proof() {
      return HonestGpu.proof(gpus, targets);
    }

    List<UnitVerdict> judged(Proof proof) {
      return Verification.judge(spec, commitments, targets, proof).units();
    }

    /// The verdict on the first GPU when its opening is changed; the second's must be sound.
    UnitVerdict judgedWith(UnaryOperator<UnitProof> change) {
      var units = new ArrayList<>(proof().units());
      units.set(0, change.apply(units.getFirst()));
      var verdicts = judged(new Proof(units));

      assertThat(verdicts.getLast()).isEqualTo(new Sound(new UnitId("GPU-b")));
      return verdicts.getFirst();
    }

    int coordinates() {
      return targets.getFirst().coordinates().size();
    }
  }

  private static Unsound first(Failure why) {
    return new Unsound(new UnitId("GPU-a"), why);
  }

  @Test
  void honestDevices_areAlwaysSound() {
    Seeds.check(
        40,
        random -> {
          var scene = Scene.of(random);

          assertThat(scene.judged(scene.proof()))
              .containsExactly(new Sound(new UnitId("GPU-a")), new Sound(new UnitId("GPU-b")));
        });
  }

  @Test
  void permutedGpus_havePermutedVerdicts() {
    Seeds.check(
        20,
        random -> {
          var scene = Scene.of(random);
          var units = new ArrayList<>(scene.proof().units());
          units.set(0, withValue(units.getFirst(), 0, Double.NaN, scene.coordinates()));
          var verdicts = scene.judged(new Proof(units));
          var turned = new ArrayList<>(scene.commitments());
          Collections.reverse(turned);
          Collections.reverse(units);

          assertThat(
                  Verification.judge(scene.spec(), turned, scene.targets(), new Proof(units))
                      .units())
              .isEqualTo(verdicts.reversed());
        });
  }

  @Test
  void eachLie_hasItsName_andIsTheLiarsOnly() {
    Seeds.check(
        20,
        random -> {
          var scene = Scene.of(random);
          int coordinates = scene.coordinates();

          assertThat(scene.judgedWith(GpuVerificationTest::withoutLastValue))
              .isEqualTo(first(Failure.EVIDENCE_MISSING));
          assertThat(scene.judgedWith(GpuVerificationTest::withoutAPath))
              .isEqualTo(first(Failure.EVIDENCE_MISSING));
          assertThat(scene.judgedWith(GpuVerificationTest::withAnotherSibling))
              .isEqualTo(first(Failure.ROOT_MISMATCH));
          assertThat(scene.judgedWith(unit -> withValue(unit, coordinates, 7, coordinates + 1)))
              .isEqualTo(first(Failure.HASH_DIFFERS));
          assertThat(scene.judgedWith(unit -> withValue(unit, 0, 77, coordinates)))
              .isEqualTo(first(Failure.COORDINATES_DIFFER));
        });
  }

  @Test
  void valuesThatAreNoFiniteNumbers_countAsWrongOnes() {
    var scene = Scene.of(Seeds.generator(3));
    int coordinates = scene.coordinates();

    for (double value :
        List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300)) {
      assertThat(scene.judgedWith(unit -> withValue(unit, 0, value, coordinates)))
          .isEqualTo(first(Failure.COORDINATES_DIFFER));
      assertThat(scene.judgedWith(unit -> withValue(unit, coordinates, value, coordinates + 1)))
          .isEqualTo(first(Failure.HASH_DIFFERS));
    }
  }

  /// Rows of another matrix, hashed and committed to as they are: only the recomputed columns tell.
  @Test
  void workOnAnotherSeed_differs() {
    Seeds.check(
        20,
        random -> {
          var asked = Scene.of(random);
          var other = Scene.of(random);
          var proof = HonestGpu.proof(other.gpus(), asked.targets());
          var rowsOnly =
              asked.targets().stream()
                  .map(unit -> new UnitTargets(unit.unit(), unit.rows(), List.of()))
                  .toList();
          var rows = HonestGpu.proof(other.gpus(), rowsOnly);

          assertThat(
                  Verification.judge(asked.spec(), other.commitments(), asked.targets(), proof)
                      .failure())
              .contains(Failure.COORDINATES_DIFFER);
          assertThat(
                  Verification.judge(asked.spec(), other.commitments(), rowsOnly, rows).failure())
              .contains(Failure.ROW_DIFFERS);
        });
  }

  /// A GPU's matrices follow from its own UUID: two GPUs cannot share one computation.
  @Test
  void workOfAnotherGpu_differs() {
    var scene = Scene.of(Seeds.generator(4));
    var work = (GpuWork) scene.spec().work();
    var a = scene.gpus().getFirst();
    var b = scene.gpus().getLast();
    var borrowed = HonestGpu.signed(work.matrix(), a.uuid(), b.commitment().root());
    var opened = b.opens(scene.targets());
    var proof =
        new Proof(
            List.of(new UnitProof(a.uuid(), opened.rowHashes(), opened.paths(), opened.values())));

    assertThat(
            Verification.judge(scene.spec(), List.of(borrowed), scene.targets(), proof).failure())
        .contains(Failure.COORDINATES_DIFFER);
  }

  @Test
  void silentGpu_isUnsound_andOneSoundGpuIsEnoughForTheChallenge() {
    var scene = Scene.of(Seeds.generator(5));
    var one = List.of(scene.commitments().getLast());
    var proof = new Proof(List.of(scene.proof().units().getLast()));
    var verdict = Verification.judge(scene.spec(), one, scene.targets(), proof);

    assertThat(verdict.units())
        .containsExactly(new Sound(new UnitId("GPU-b")), first(Failure.NO_COMMITMENT));
    assertThat(verdict.failure()).isEmpty();
  }

  @Test
  void noSoundGpu_failsTheChallenge_withTheFirstReason() {
    var scene = Scene.of(Seeds.generator(6));
    var units = scene.proof().units();
    var proof = new Proof(List.of(withoutLastValue(units.getFirst()), withoutAPath(units.get(1))));
    var verdict = Verification.judge(scene.spec(), scene.commitments(), scene.targets(), proof);

    assertThat(verdict.units()).hasOnlyElementsOfType(Unsound.class);
    assertThat(verdict.failure()).contains(Failure.EVIDENCE_MISSING);
  }

  @Test
  void anyFlippedBit_inHashPathOrRoot_isRefused() {
    Seeds.check(
        30,
        random -> {
          var scene = Scene.of(random);
          var commitment = scene.commitments().getFirst();
          var otherRoot =
              new Commitment(
                  commitment.unit(),
                  new MerkleRoot(flipped(commitment.root().hex(), random)),
                  commitment.signature());
          var roots = List.of(otherRoot, scene.commitments().getLast());

          assertThat(
                  Verification.judge(scene.spec(), roots, scene.targets(), scene.proof())
                      .units()
                      .getFirst())
              .isEqualTo(first(Failure.ROOT_MISMATCH));
          assertThat(scene.judgedWith(unit -> withFlippedHash(unit, random)))
              .isInstanceOf(Unsound.class);
          assertThat(scene.judgedWith(unit -> withFlippedSibling(unit, random)))
              .isEqualTo(first(Failure.ROOT_MISMATCH));
        });
  }

  /// One bit of one half-precision value of a row, whichever.
  @Test
  void anyFlippedBit_inARow_isRefused() {
    var scene = Scene.of(Seeds.generator(7));
    int start = scene.coordinates();
    Seeds.check(
        300,
        random -> {
          int index = start + random.nextInt(scene.targets().getFirst().rows().size() * 32);
          int bit = random.nextInt(16);

          assertThat(scene.judgedWith(unit -> withFlippedValue(unit, index, bit)))
              .isEqualTo(first(Failure.HASH_DIFFERS));
        });
  }

  /// What can be read is judged, and only the honest proof, or one that means the same, is sound.
  @Test
  void mutatedProof_isJudged_andNeverThrows() {
    var scene = Scene.of(Seeds.generator(8));
    var honest = scene.proof().units();
    var corpus = honest.stream().map(unit -> ChallengeParts.write(unit).toText()).toList();

    Fuzz.texts(
        corpus,
        text -> {
          if (Decoded.of(() -> ChallengeParts.readProof(List.of(JSON.parse(text))))
              instanceof Decoded.Read<Proof>(var proof)) {
            var verdicts = scene.judged(proof);
            assertThat(verdicts).hasSize(2);
            verdicts.stream()
                .filter(Sound.class::isInstance)
                .forEach(sound -> assertMeansTheSame(scene, sound.unit(), proof));
          }
        });
  }

  private static void assertMeansTheSame(Scene scene, UnitId unit, Proof proof) {
    var opened = of(proof, unit);
    var honest = of(scene.proof(), unit);

    assertThat(opened.rowHashes()).isEqualTo(honest.rowHashes());
    assertThat(opened.paths()).isEqualTo(honest.paths());
  }

  private static UnitProof of(Proof proof, UnitId unit) {
    return proof.units().stream().filter(one -> one.unit().equals(unit)).findFirst().orElseThrow();
  }

  @Test
  void mutatedCommitment_isTakenOrRefused_andNeverThrows() {
    var scene = Scene.of(Seeds.generator(9));
    var honest = scene.commitments();
    var corpus = honest.stream().map(one -> ChallengeParts.write(one).toText()).toList();

    Fuzz.texts(
        corpus,
        text -> {
          if (Decoded.of(() -> ChallengeParts.readCommitment(JSON.parse(text)))
              instanceof Decoded.Read<Commitment>(var commitment)) {
            var problem = CommitmentRules.problem(scene.spec().work(), List.of(commitment));
            boolean known =
                honest.stream()
                    .anyMatch(
                        one ->
                            one.unit().equals(commitment.unit())
                                && one.root().equals(commitment.root()));
            assertThat(problem.isPresent() || known).isTrue();
          }
        });
  }

  private static UnitProof withoutLastValue(UnitProof unit) {
    double[] values = unit.values().toArray();
    return withValues(unit, java.util.Arrays.copyOf(values, values.length - 1));
  }

  private static UnitProof withValue(UnitProof unit, int from, double value, int until) {
    double[] values = unit.values().toArray();
    java.util.Arrays.fill(values, from, until, value);
    return withValues(unit, values);
  }

  private static UnitProof withFlippedValue(UnitProof unit, int index, int bit) {
    short half = Float.floatToFloat16((float) unit.values().at(index));
    return withValue(unit, index, Float.float16ToFloat((short) (half ^ (1 << bit))), index + 1);
  }

  private static UnitProof withValues(UnitProof unit, double[] values) {
    return new UnitProof(unit.unit(), unit.rowHashes(), unit.paths(), Numbers.copyOf(values));
  }

  private static UnitProof withoutAPath(UnitProof unit) {
    var paths = unit.paths().subList(1, unit.paths().size());
    return new UnitProof(unit.unit(), unit.rowHashes(), paths, unit.values());
  }

  private static UnitProof withAnotherSibling(UnitProof unit) {
    return withPath(unit, path -> siblingsOf(path, 0, "0".repeat(16)));
  }

  private static UnitProof withFlippedSibling(UnitProof unit, RandomGenerator random) {
    return withPath(
        unit,
        path -> {
          int level = random.nextInt(path.siblings().size());
          return siblingsOf(path, level, flipped(path.siblings().get(level), random));
        });
  }

  private static UnitProof withFlippedHash(UnitProof unit, RandomGenerator random) {
    var hashes = new ArrayList<>(unit.rowHashes());
    hashes.set(0, flipped(hashes.getFirst(), random));
    return new UnitProof(unit.unit(), hashes, unit.paths(), unit.values());
  }

  private static UnitProof withPath(UnitProof unit, UnaryOperator<MerkleProof> change) {
    var paths = new ArrayList<>(unit.paths());
    paths.set(0, change.apply(paths.getFirst()));
    return new UnitProof(unit.unit(), unit.rowHashes(), paths, unit.values());
  }

  private static MerkleProof siblingsOf(MerkleProof path, int level, String sibling) {
    var siblings = new ArrayList<>(path.siblings());
    siblings.set(level, sibling);
    return new MerkleProof(path.leafIndex(), path.leaf(), siblings, path.siblingOnRight());
  }

  /// `hex` with one of its bits flipped.
  private static String flipped(String hex, RandomGenerator random) {
    int at = random.nextInt(hex.length());
    int digit = Character.digit(hex.charAt(at), 16) ^ (1 << random.nextInt(4));
    return hex.substring(0, at) + Character.forDigit(digit, 16) + hex.substring(at + 1);
  }
}
