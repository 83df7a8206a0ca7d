package io.byteleap.redteam;

import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.units.Bytes;

/// The validator as one unit sees it in one round of challenge v2.
interface ExactDesk {
  /// What is heard after a commitment.
  sealed interface Heard {}

  record Asked(OpeningRequest request) implements Heard {}

  /// The unit's part is over, or what it said was not heard.
  record Over() implements Heard {}

  Heard commit(ExactCommitment commitment);

  /// Hands over the frame of an opening, whatever is in it.
  void open(Bytes frame);

  /// Says that the unit will not or cannot.
  void giveUp();

  /// Lets time pass: `share` of what the validator waits for the step that is due. More than 1 is
  /// too late.
  void pass(double share);
}
