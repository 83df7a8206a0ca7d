package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import java.util.List;

/// What one unit is asked to open: whole rows, single values (GPU only), at least one of them.
/// Indices are at least 0; at most 10,000 of each.
public record UnitTargets(UnitId unit, List<Integer> rows, List<Coordinate> coordinates) {
  private static final int COUNT_MAX = 10_000;

  /// Row and column of one value of C, each at least 0.
  public record Coordinate(int row, int column) {
    public Coordinate {
      if (row < 0 || column < 0) {
        throw new IllegalArgumentException("coordinate below 0: " + row + "," + column);
      }
    }
  }

  public UnitTargets {
    if (rows.isEmpty() && coordinates.isEmpty()) {
      throw new IllegalArgumentException("rows or coordinates must be asked for");
    }
    if (rows.size() > COUNT_MAX || coordinates.size() > COUNT_MAX) {
      throw new IllegalArgumentException("more than " + COUNT_MAX + " targets");
    }
    if (rows.stream().anyMatch(row -> row < 0)) {
      throw new IllegalArgumentException("row index below 0");
    }
    rows = List.copyOf(rows);
    coordinates = List.copyOf(coordinates);
  }

  public static UnitTargets rowsOfCpu(List<Integer> rows) {
    return new UnitTargets(UnitId.CPU, rows, List.of());
  }
}
