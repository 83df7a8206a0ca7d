package io.byteleap.domain.exact;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.util.Comparator;

/// Where a unit is: its own id, of which worker, of which miner.
public record UnitName(Hotkey hotkey, WorkerId worker, UnitId unit)
    implements Comparable<UnitName> {
  private static final Comparator<UnitName> ORDER =
      Comparator.comparing(UnitName::hotkey)
          .thenComparing(UnitName::worker)
          .thenComparing(UnitName::unit);

  @Override
  public int compareTo(UnitName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return hotkey + "/" + worker + "/" + unit;
  }
}
