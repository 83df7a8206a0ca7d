package io.byteleap.wire.exact;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;

/// What came of one unit when it should open rows.
public sealed interface UnitOpening {
  UnitId unit();

  /// The frame as it came; [OpeningFrame] reads it.
  record Opened(UnitId unit, Bytes frame) implements UnitOpening {
    @Override
    public String toString() {
      return "Opened[" + unit + ", " + frame.length() + " bytes]";
    }
  }

  /// The unit will not or cannot; `why` is for people.
  record GivenUp(UnitId unit, Label why) implements UnitOpening {}

  /// Of an opening only the unit could be read; `why` says where it is wrong.
  record Unreadable(UnitId unit, Label why) implements UnitOpening {}
}
