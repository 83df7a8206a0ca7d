package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import java.util.List;

/// What one unit is asked to open: 1 to 64 of the rows of its product that `shape` has, ascending,
/// each once, and no more than an opening of 11 MiB holds.
public record OpeningRequest(
    ChallengeId challenge, UnitId unit, ExactShape shape, List<Integer> rows) {
  public static final int ROWS_MAX = 64;

  /// What one opening may take, so that as base64 it fits a message from worker to miner (16 MiB),
  /// and as base64 inside base64 one from miner to validator (24 MiB).
  public static final int OPENING_BYTES_MAX = 11 << 20;

  /// Ids, lengths and the paths of 64 rows, at most.
  private static final int OVERHEAD_BYTES_MAX = 64 << 10;

  public OpeningRequest {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || rows.size() > rowsMax(shape)) {
      throw new IllegalArgumentException(
          "1 to %d rows of this shape can be asked for: %d".formatted(rowsMax(shape), rows.size()));
    }
    if (!areAscending(rows) || rows.getFirst() < 0 || rows.getLast() >= shape.rows()) {
      throw new IllegalArgumentException("rows must be of the matrix, ascending, each once");
    }
  }

  /// The most rows of this shape that one opening may hold.
  public static int rowsMax(ExactShape shape) {
    int fitting = (OPENING_BYTES_MAX - OVERHEAD_BYTES_MAX) / shape.rowBytes();
    return Math.min(Math.min(ROWS_MAX, shape.rows()), fitting);
  }

  private static boolean areAscending(List<Integer> rows) {
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i) <= rows.get(i - 1)) {
        return false;
      }
    }
    return true;
  }
}
