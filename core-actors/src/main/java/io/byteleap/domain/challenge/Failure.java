package io.byteleap.domain.challenge;

/// Why a challenge or one of its units did not pass.
public enum Failure {
  /// The miner never fetched it; says nothing about the worker.
  NOT_COLLECTED(false),
  /// The validator was away for a part of the time in which it waited for the miner.
  VALIDATOR_AWAY(false),
  /// The validator was not able to judge the proof.
  NOT_JUDGED(false),
  /// No commitment before its deadline.
  COMMITMENT_LATE(true),
  /// No proof before its deadline.
  PROOF_LATE(true),
  /// A commitment for a unit that was not asked.
  UNKNOWN_UNIT(true),
  /// Fewer rows, hashes or paths than asked for, or in another order.
  EVIDENCE_MISSING(true),
  /// A path that does not lead from the row's hash to the committed root.
  ROOT_MISMATCH(true),
  /// A row whose hash is not that of the recomputed row.
  VALUES_DIFFER(true);

  private final boolean charged;

  Failure(boolean charged) {
    this.charged = charged;
  }

  /// Whether the worker answers for it.
  public boolean isCharged() {
    return charged;
  }
}
