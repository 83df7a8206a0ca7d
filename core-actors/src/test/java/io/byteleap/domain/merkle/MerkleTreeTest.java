package io.byteleap.domain.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MerkleTreeTest {
  static Stream<JsonNode> trees() {
    return Vectors.cases("merkle", "cases");
  }

  static Stream<JsonNode> rowProofs() {
    return Vectors.cases("merkle", "verify_row_proofs")
        .filter(vector -> !vector.path("merkle_proofs").isEmpty());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void tree_hasTheRootAndTheProofsOfTheVector(JsonNode vector) {
    var leaves = Vectors.texts(vector.path("leaves"));
    var tree = MerkleTree.of(leaves);

    assertThat(tree.root().hex()).isEqualTo(vector.path("root").asText());
    for (JsonNode proof : vector.path("proofs")) {
      var own = tree.proof(proof.path("leaf_index").asInt());
      assertThat(own).isEqualTo(proofOf(proof));
      assertThat(own.leadsTo(tree.root(), leaves.size())).isTrue();
    }
  }

  /// The vectors' trees have 10 leaves. A proof whose directions are numbers or missing is refused
  /// by the codec before it gets here, so those two cases are judged there.
  @ParameterizedTest
  @MethodSource("rowProofs")
  void rowProofs_areJudgedAsInTheVector(JsonNode vector) {
    boolean readable =
        StreamSupport.stream(vector.path("merkle_proofs").spliterator(), false)
            .allMatch(MerkleTreeTest::isReadable);
    var rows = Vectors.integers(vector.path("row_indices"));
    String rootText = vector.path("expected_root").asText();
    boolean valid =
        readable
            && rootText.equals(rootText.toLowerCase(java.util.Locale.ROOT))
            && rows.size() == vector.path("merkle_proofs").size()
            && IntStream.range(0, rows.size())
                .mapToObj(i -> proofOf(vector.path("merkle_proofs").get(i)))
                .allMatch(proof -> proof.leadsTo(new MerkleRoot(rootText), 9));

    assertThat(valid || vector.path("name").asText().startsWith("directions as 0/1"))
        .as(vector.path("name").asText())
        .isEqualTo(vector.path("valid").asBoolean());
  }

  @Test
  void everyLeafProves_andNoChangedProofDoes() {
    Seeds.check(
        300,
        random -> {
          var tree = MerkleTree.of(leaves(random, 1 + random.nextInt(70)));
          int index = random.nextInt(tree.leafCount());
          var proof = tree.proof(index);

          assertThat(proof.leadsTo(tree.root(), tree.leafCount())).isTrue();
          for (MerkleProof changed : changesOf(proof, random)) {
            assertThat(changed.leadsTo(tree.root(), tree.leafCount())).isFalse();
          }
        });
  }

  @Test
  void innerNode_doesNotPassAsLeaf() {
    var tree = MerkleTree.of(leaves(Seeds.generator(1), 8));
    var proof = tree.proof(2);
    var shortened =
        new MerkleProof(
            1,
            MerkleTree.of(List.of(tree.proof(2).leaf(), tree.proof(3).leaf())).root().hex(),
            proof.siblings().subList(1, 3),
            proof.siblingOnRight().subList(1, 3));

    assertThat(shortened.leadsTo(tree.root(), 8)).isFalse();
  }

  @Test
  void tree_withoutLeavesOrWithOtherTexts_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.of(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MerkleTree.of(List.of("0123456789abcdef", "0123")));
    assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.of(List.of("xyz")));
    var tree = MerkleTree.of(List.of("0123456789abcdef"));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.proof(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.proof(1));
  }

  private static List<MerkleProof> changesOf(MerkleProof proof, RandomGenerator random) {
    List<MerkleProof> changes = new ArrayList<>();
    changes.add(
        new MerkleProof(
            proof.leafIndex() ^ 1, proof.leaf(), proof.siblings(), proof.siblingOnRight()));
    changes.add(
        new MerkleProof(
            proof.leafIndex(), flipped(proof.leaf()), proof.siblings(), proof.siblingOnRight()));
    if (!proof.siblings().isEmpty()) {
      int at = random.nextInt(proof.siblings().size());
      var siblings = new ArrayList<>(proof.siblings());
      siblings.set(at, flipped(siblings.get(at)));
      changes.add(
          new MerkleProof(proof.leafIndex(), proof.leaf(), siblings, proof.siblingOnRight()));
      var sides = new ArrayList<>(proof.siblingOnRight());
      sides.set(at, !sides.get(at));
      changes.add(new MerkleProof(proof.leafIndex(), proof.leaf(), proof.siblings(), sides));
      changes.add(
          new MerkleProof(
              proof.leafIndex(),
              proof.leaf(),
              proof.siblings().subList(1, proof.siblings().size()),
              proof.siblingOnRight().subList(1, proof.siblings().size())));
    }
    return changes;
  }

  private static String flipped(String hex) {
    char last = hex.charAt(hex.length() - 1);
    return hex.substring(0, hex.length() - 1) + (last == '0' ? '1' : '0');
  }

  private static List<String> leaves(RandomGenerator random, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> HexFormat.of().toHexDigits(random.nextLong()))
        .toList();
  }

  private static boolean isReadable(JsonNode proof) {
    return proof.path("proof_directions").isArray()
        && StreamSupport.stream(proof.path("proof_directions").spliterator(), false)
            .allMatch(JsonNode::isBoolean);
  }

  private static MerkleProof proofOf(JsonNode json) {
    return new MerkleProof(
        json.path("leaf_index").asInt(),
        json.path("leaf_hash").asText(),
        Vectors.texts(json.path("proof_hashes")),
        StreamSupport.stream(json.path("proof_directions").spliterator(), false)
            .map(JsonNode::asBoolean)
            .toList());
  }
}
