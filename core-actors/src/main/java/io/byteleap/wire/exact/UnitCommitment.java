package io.byteleap.wire.exact;

import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;

/// What came of one unit when it should commit. Each stands for itself: what is wrong with one says
/// nothing about the others of its message.
public sealed interface UnitCommitment {
  UnitId unit();

  record Committed(ExactCommitment commitment) implements UnitCommitment {
    @Override
    public UnitId unit() {
      return commitment.unit();
    }
  }

  /// The unit will not or cannot; `why` is for people.
  record GivenUp(UnitId unit, Label why) implements UnitCommitment {}

  /// Of a commitment only the unit could be read; `why` says where it is wrong.
  record Unreadable(UnitId unit, Label why) implements UnitCommitment {}
}
