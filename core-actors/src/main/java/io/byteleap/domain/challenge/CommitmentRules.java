package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.UnitId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which commitments a challenge takes: one for each unit, of units that were asked, signed where
/// the unit is a GPU.
///
/// One wrong commitment fails the challenge, whatever the others are: a worker that names a GPU it
/// does not have, or signs for one in another's name, does so on purpose. A GPU that is not named
/// is another matter; it is judged for itself.
final class CommitmentRules {
  /// What is wrong, and how the peer is told.
  record Problem(Failure why, String says) {}

  private CommitmentRules() {}

  /// Signatures are looked at last, when there are no more of them than units that were asked.
  static Optional<Problem> problem(Work work, List<Commitment> commitments) {
    return noneOrTwice(commitments)
        .or(() -> unknown(work, commitments))
        .or(
            () ->
                switch (work) {
                  case CpuWork _ -> Optional.empty();
                  case GpuWork gpu -> unsigned(gpu, commitments);
                  case ExactWork _ -> Optional.of(ofVersion2());
                });
  }

  private static Problem ofVersion2() {
    return new Problem(Failure.COMMITMENT_MALFORMED, "Commitments of version 1 for version 2");
  }

  private static Optional<Problem> noneOrTwice(List<Commitment> commitments) {
    if (commitments.isEmpty()) {
      return Optional.of(new Problem(Failure.NO_COMMITMENT, "No valid commitments"));
    }
    Set<UnitId> seen = new HashSet<>();
    return commitments.stream()
        .map(Commitment::unit)
        .filter(unit -> !seen.add(unit))
        .findFirst()
        .map(unit -> new Problem(Failure.COMMITTED_TWICE, "Two commitments for uuid: " + unit));
  }

  private static Optional<Problem> unknown(Work work, List<Commitment> commitments) {
    return commitments.stream()
        .map(Commitment::unit)
        .filter(unit -> !work.units().contains(unit))
        .findFirst()
        .map(unit -> new Problem(Failure.UNKNOWN_UNIT, unknown(work, unit)));
  }

  private static String unknown(Work work, UnitId unit) {
    return work instanceof GpuWork && !unit.equals(UnitId.CPU)
        ? "GPU UUID " + unit + " not found in heartbeat inventory"
        : "Unexpected commitment uuid: " + unit;
  }

  private static Optional<Problem> unsigned(GpuWork work, List<Commitment> commitments) {
    return commitments.stream()
        .filter(commitment -> !isSigned(work, commitment))
        .findFirst()
        .map(
            commitment ->
                new Problem(
                    Failure.BAD_SIGNATURE,
                    "Merkle signature verification failed for " + commitment.unit()));
  }

  private static boolean isSigned(GpuWork work, Commitment commitment) {
    var signature = commitment.signature();
    var statement =
        new SignerKeys.Statement(
            signature.version(),
            work.matrix().seed().hex(),
            commitment.unit().value(),
            commitment.root().hex());
    return work.check().signers().haveSigned(statement, signature.text());
  }
}
