package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.matrix.RowRecomputation;
import io.byteleap.domain.merkle.MerkleProof;
import java.util.List;
import java.util.stream.IntStream;

/// The judgement of a proof: a pure function of what was stored, so that it can be repeated at any
/// later time with the same result. Recomputes only the rows asked for.
public final class Verification {
  private Verification() {}

  /// Judges each committed unit. Cheap checks come first: a proof is recomputed only when it is
  /// complete and its paths lead to the committed root.
  public static Verdict judge(
      ChallengeSpec spec, List<Commitment> commitments, List<UnitTargets> targets, Proof proof) {
    return new Verdict(
        commitments.stream()
            .map(commitment -> judgeUnit(spec, commitment, targets, proof))
            .toList());
  }

  private static Verdict.UnitVerdict judgeUnit(
      ChallengeSpec spec, Commitment commitment, List<UnitTargets> targets, Proof proof) {
    UnitId unit = commitment.unit();
    var asked = targets.stream().filter(target -> target.unit().equals(unit)).findFirst();
    var opened = proof.units().stream().filter(part -> part.unit().equals(unit)).findFirst();
    if (asked.isEmpty() || opened.isEmpty()) {
      return new Verdict.Unsound(unit, Failure.EVIDENCE_MISSING);
    }
    return judgeRows(spec, commitment, asked.get().rows(), opened.get());
  }

  private static Verdict.UnitVerdict judgeRows(
      ChallengeSpec spec, Commitment commitment, List<Integer> rows, UnitProof opened) {
    UnitId unit = commitment.unit();
    if (rows.isEmpty() || !isComplete(rows, opened)) {
      return new Verdict.Unsound(unit, Failure.EVIDENCE_MISSING);
    }
    int leafCount = spec.matrix().size();
    if (!opened.paths().stream().allMatch(path -> path.leadsTo(commitment.root(), leafCount))) {
      return new Verdict.Unsound(unit, Failure.ROOT_MISMATCH);
    }
    List<String> recomputed =
        RowRecomputation.hashes(spec.matrix(), rows).stream().map(RowHash::hex).toList();
    return recomputed.equals(opened.rowHashes())
        ? new Verdict.Sound(unit)
        : new Verdict.Unsound(unit, Failure.VALUES_DIFFER);
  }

  /// One hash and one path a row, in the order asked, each path for its row and its hash.
  private static boolean isComplete(List<Integer> rows, UnitProof opened) {
    return opened.rowHashes().size() == rows.size()
        && opened.paths().size() == rows.size()
        && IntStream.range(0, rows.size())
            .allMatch(i -> belongs(opened.paths().get(i), rows.get(i), opened.rowHashes().get(i)));
  }

  private static boolean belongs(MerkleProof path, int row, String rowHash) {
    return path.leafIndex() == row && path.leaf().equals(rowHash);
  }
}
