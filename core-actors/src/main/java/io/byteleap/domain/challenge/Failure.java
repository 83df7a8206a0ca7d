package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactRefusal;
import java.util.Locale;

/// Why a challenge or one of its units did not pass.
public enum Failure {
  /// The miner never fetched it; says nothing about the worker.
  NOT_COLLECTED(false),
  /// The miner did not fetch it while the muster's window was open, in which its other polls fell:
  /// whoever could stay away for nothing would be at no muster that it cannot pass.
  MUSTER_MISSED(true),
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
  /// Two commitments for one unit.
  COMMITTED_TWICE(true),
  /// A unit that was asked and has not committed.
  NO_COMMITMENT(true),
  /// A commitment without a signature by a trusted key.
  BAD_SIGNATURE(true),
  /// Fewer values, hashes or paths than asked for, or in another order.
  EVIDENCE_MISSING(true),
  /// A path that does not lead from the row's hash to the committed root.
  ROOT_MISMATCH(true),
  /// A row whose hash is not that of the recomputed row.
  VALUES_DIFFER(true),
  /// Too many single values of a GPU that are not what its work would have given.
  COORDINATES_DIFFER(true),
  /// Too many values of a GPU's row that are not what its work would have given.
  ROW_DIFFERS(true),
  /// A row of a GPU whose hash is not that of the values given for it.
  HASH_DIFFERS(true),
  /// From here on those of version 2, as [ExactRefusal] has them.
  FRAME_LENGTH(true),
  FRAME_KIND(true),
  OTHER_CHALLENGE(true),
  OTHER_UNIT(true),
  OTHER_SHAPE(true),
  OTHER_ROWS(true),
  ROW_LENGTH(true),
  PATH_LENGTH(true),
  PATH_ASTRAY(true),
  PRODUCT_WRONG(true),
  COMMITMENT_MALFORMED(true),
  UNIT_NOT_ASKED(true),
  SECOND_COMMITMENT(true),
  SIGNATURE_WRONG(true),
  OTHER_KEY(true),
  KEY_OF_ANOTHER(true),
  OPENING_LATE(true),
  TOO_FAST(true),
  TOO_SLOW(true),
  GIVEN_UP(true);

  private final boolean charged;

  Failure(boolean charged) {
    this.charged = charged;
  }

  /// The failure of a unit of version 2: it has the refusal's name.
  public static Failure of(ExactRefusal refusal) {
    return valueOf(refusal.name());
  }

  /// The failure that is written like this.
  public static Failure ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// As it is written where it is looked up: lower case.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the worker answers for it.
  public boolean isCharged() {
    return charged;
  }
}
