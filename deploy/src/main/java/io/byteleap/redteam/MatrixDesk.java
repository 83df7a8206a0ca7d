package io.byteleap.redteam;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import java.util.List;

/// The validator as one worker sees it in one round of challenge v1.
interface MatrixDesk {
  /// What is heard after commitments.
  sealed interface Heard {}

  /// The rows to open, of the processors.
  record Asked(List<Integer> rows) implements Heard {
    public Asked {
      rows = List.copyOf(rows);
    }
  }

  /// The challenge is over, or what was said was not heard.
  record Over() implements Heard {}

  Heard commit(List<Commitment> commitments);

  void prove(Proof proof);

  /// Lets time pass: `share` of what the validator waits for the step that is due. More than 1 is
  /// too late.
  void pass(double share);
}
