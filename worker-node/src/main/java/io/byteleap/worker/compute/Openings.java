package io.byteleap.worker.compute;

import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.Decoded;
import java.util.List;

/// Opens a result of the processors: the rows asked for, with their paths. What is asked of other
/// units, single values, and rows that do not exist are left out, as the protocol has it.
final class Openings {
  private Openings() {}

  /// Refused when nothing is left to open.
  static Decoded<Proof> of(MerkleTree tree, List<UnitTargets> asked) {
    return asked.stream()
        .filter(targets -> targets.unit().equals(UnitId.CPU))
        .map(UnitTargets::rows)
        .filter(rows -> !rows.isEmpty() && rows.stream().allMatch(row -> row < tree.leafCount()))
        .findFirst()
        .<Decoded<Proof>>map(rows -> new Decoded.Read<>(opened(tree, rows)))
        .orElseGet(() -> new Decoded.Refused<>(nothing(tree)));
  }

  private static Proof opened(MerkleTree tree, List<Integer> rows) {
    var paths = rows.stream().map(tree::proof).toList();
    var hashes = paths.stream().map(MerkleProof::leaf).toList();
    return new Proof(List.of(new UnitProof(UnitId.CPU, hashes, paths, Numbers.NONE)));
  }

  private static Label nothing(MerkleTree tree) {
    return Label.of(
        "nothing that can be opened is asked for: only rows 0 to %d of unit %s can"
            .formatted(tree.leafCount() - 1, UnitId.CPU));
  }
}
