package io.byteleap.wire.exact;

import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.identity.UnitId;
import java.util.List;

/// Which rows one unit is asked to open: 1 to 64, ascending, each once. Which matrix they are of is
/// known to who committed.
public record UnitRows(UnitId unit, List<Integer> rows) {
  public UnitRows {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || rows.size() > OpeningRequest.ROWS_MAX) {
      throw new IllegalArgumentException("1 to " + OpeningRequest.ROWS_MAX + " rows are asked for");
    }
  }

  public static UnitRows of(OpeningRequest request) {
    return new UnitRows(request.unit(), request.rows());
  }
}
