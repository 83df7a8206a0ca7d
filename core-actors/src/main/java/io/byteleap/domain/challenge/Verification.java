package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.matrix.RowRecomputation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The judgement of a proof: a pure function of what was stored, so that it can be repeated at any
/// later time with the same result. Recomputes only what was asked for.
public final class Verification {
  private Verification() {}

  /// Judges each unit that committed, for itself, and each GPU that was asked and kept silent.
  /// Cheap checks come first: a proof is recomputed only when it is complete and its paths lead to
  /// the committed root.
  public static Verdict judge(
      ChallengeSpec spec, List<Commitment> commitments, List<UnitTargets> targets, Proof proof) {
    var judged =
        commitments.stream().map(commitment -> judgeUnit(spec.work(), commitment, targets, proof));
    return new Verdict(Stream.concat(judged, silent(spec.work(), commitments)).toList());
  }

  private static Stream<UnitVerdict> silent(Work work, List<Commitment> commitments) {
    Set<UnitId> heard = commitments.stream().map(Commitment::unit).collect(Collectors.toSet());
    return work.mustCommit().stream()
        .filter(unit -> !heard.contains(unit))
        .map(unit -> new Unsound(unit, Failure.NO_COMMITMENT));
  }

  private static UnitVerdict judgeUnit(
      Work work, Commitment commitment, List<UnitTargets> targets, Proof proof) {
    UnitId unit = commitment.unit();
    var asked = targets.stream().filter(target -> target.unit().equals(unit)).findFirst();
    var opened = proof.units().stream().filter(part -> part.unit().equals(unit)).findFirst();
    if (!work.units().contains(unit)) {
      return new Unsound(unit, Failure.UNKNOWN_UNIT);
    }
    if (asked.isEmpty() || opened.isEmpty()) {
      return new Unsound(unit, Failure.EVIDENCE_MISSING);
    }
    return failure(work, commitment, asked.get(), opened.get())
        .<UnitVerdict>map(why -> new Unsound(unit, why))
        .orElseGet(() -> new Sound(unit));
  }

  private static Optional<Failure> failure(
      Work work, Commitment commitment, UnitTargets asked, UnitProof opened) {
    return switch (work) {
      case CpuWork cpu -> cpuFailure(cpu, commitment, asked.rows(), opened);
      case GpuWork gpu -> GpuEvidence.failure(gpu, commitment, asked, opened);
      case ExactWork _ -> throw notOfVersion1();
    };
  }

  private static IllegalStateException notOfVersion1() {
    return new IllegalStateException("BUG: openings of version 2 are judged unit by unit");
  }

  private static Optional<Failure> cpuFailure(
      CpuWork work, Commitment commitment, List<Integer> rows, UnitProof opened) {
    if (rows.isEmpty() || !hasEveryPath(rows, opened)) {
      return Optional.of(Failure.EVIDENCE_MISSING);
    }
    if (!leadToRoot(commitment, work.size(), opened)) {
      return Optional.of(Failure.ROOT_MISMATCH);
    }
    List<String> recomputed =
        RowRecomputation.hashes(work.matrix(), rows).stream().map(RowHash::hex).toList();
    return recomputed.equals(opened.rowHashes())
        ? Optional.empty()
        : Optional.of(Failure.VALUES_DIFFER);
  }

  /// One hash and one path a row, in the order asked, each path for its row and its hash.
  static boolean hasEveryPath(List<Integer> rows, UnitProof opened) {
    return opened.rowHashes().size() == rows.size()
        && opened.paths().size() == rows.size()
        && IntStream.range(0, rows.size())
            .allMatch(
                i ->
                    opened.paths().get(i).leafIndex() == rows.get(i)
                        && opened.paths().get(i).leaf().equals(opened.rowHashes().get(i)));
  }

  static boolean leadToRoot(Commitment commitment, int leafCount, UnitProof opened) {
    return opened.paths().stream().allMatch(path -> path.leadsTo(commitment.root(), leafCount));
  }
}
