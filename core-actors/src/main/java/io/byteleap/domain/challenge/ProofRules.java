package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Challenge.Answer;
import io.byteleap.domain.identity.UnitId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The shape that openings must have to be stored and judged: one for each unit that committed and
/// no other, each with something of every kind in it. What is missing beyond that is for the
/// verification to say.
final class ProofRules {
  private ProofRules() {}

  /// How the peer is told what is wrong; empty when nothing is.
  static Optional<String> refusal(Answer answer, Proof proof) {
    var committed = sorted(answer.commitments().stream().map(Commitment::unit));
    var opened = sorted(proof.units().stream().map(UnitProof::unit));
    return named("Missing proofs for verified commitments: ", without(committed, opened))
        .or(() -> named("Unexpected proofs for unverified UUIDs: ", without(opened, committed)))
        .or(() -> proof.units().stream().flatMap(unit -> empty(answer, unit).stream()).findFirst());
  }

  private static SortedSet<UnitId> sorted(Stream<UnitId> units) {
    return units.collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<UnitId> without(SortedSet<UnitId> units, SortedSet<UnitId> others) {
    return units.stream().filter(unit -> !others.contains(unit)).toList();
  }

  private static Optional<String> named(String what, List<UnitId> units) {
    return units.isEmpty()
        ? Optional.empty()
        : Optional.of(
            what
                + units.stream()
                    .map(unit -> "'" + unit + "'")
                    .collect(Collectors.joining(", ", "{", "}")));
  }

  private static Optional<String> empty(Answer answer, UnitProof proof) {
    boolean ofCpu = proof.unit().equals(UnitId.CPU);
    String who = ofCpu ? "CPU proof" : "GPU proof " + proof.unit();
    boolean rowsAsked =
        answer.targets().stream()
            .anyMatch(unit -> unit.unit().equals(proof.unit()) && !unit.rows().isEmpty());
    if (!ofCpu && proof.values().isEmpty()) {
      return Optional.of(who + " missing coordinate_values");
    }
    if (rowsAsked && proof.rowHashes().isEmpty()) {
      return Optional.of(who + " missing row_hashes");
    }
    if (rowsAsked && proof.paths().isEmpty()) {
      return Optional.of(who + " missing merkle_proofs");
    }
    return Optional.empty();
  }
}
