package io.byteleap.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.worker.compute.Openings.Opening;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rows that the existing worker opens, and what it cannot open (`merkle.json`).
final class OpeningsVectorTest {
  @Test
  void rows_areOpenedAsInTheVectors() {
    for (JsonNode vector : Vectors.cases("merkle", "cases").toList()) {
      var tree = MerkleTree.of(Vectors.texts(vector.path("leaves")));
      var rows = List.of(0, tree.leafCount() - 1);

      var unit =
          ((Decoded.Read<List<Opening>>) opened(tree, rows)).value().getFirst().with(Numbers.NONE);

      assertThat(unit.rowHashes())
          .containsExactly(tree.proof(0).leaf(), tree.proof(tree.leafCount() - 1).leaf());
      assertThat(unit.paths())
          .allSatisfy(path -> assertThat(path.leadsTo(tree.root(), tree.leafCount())).isTrue());
      assertThat(tree.root().hex()).isEqualTo(vector.path("root").asText());
    }
  }

  @Test
  void payloadErrorsOfTheVectors_areRefusals() {
    var single = MerkleTree.of(List.of("0123456789abcdef"));
    var errors =
        Vectors.cases("merkle", "errors")
            .map(vector -> vector.path("name").asText())
            .filter(name -> name.startsWith("payload"))
            .toList();

    assertThat(errors).hasSize(2);
    for (String error : errors) {
      var rows =
          switch (error) {
            case "payload empty rows" -> List.<Integer>of();
            case "payload out of range" -> List.of(single.leafCount());
            case String other -> throw new IllegalStateException("a case that is new: " + other);
          };
      assertThat(opened(single, rows)).as(error).isInstanceOf(Decoded.Refused.class);
    }
  }

  private static Decoded<List<Opening>> opened(MerkleTree tree, List<Integer> rows) {
    return Decoded.of(() -> UnitTargets.rowsOfCpu(rows))
        .then(targets -> Openings.of(TaskProduct.ofCpu(tree), List.of(targets)));
  }
}
