package io.byteleap.domain.exact;

import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// How many rows of a product are opened, and which: `usual` of a unit that nobody doubts, twice as
/// many for every recent doubt, up to `most` and to what one opening holds.
///
/// A unit that made up a share f of its rows is found out with a chance of 1 - (1-f)^k.
public record RowPolicy(int usual, int most) {
  /// More doubts than this change nothing any more.
  private static final int DOUBTS_MAX = 6;

  public RowPolicy {
    if (usual < 1 || most < usual || most > OpeningRequest.ROWS_MAX) {
      throw new IllegalArgumentException(
          "1 to %d rows must be opened, and no fewer after doubts"
              .formatted(OpeningRequest.ROWS_MAX));
    }
  }

  /// Rows to open of a product of this shape by a unit of which there were `doubts` recently.
  public int count(ExactShape shape, int doubts) {
    int wanted = Math.min(most, usual << Math.clamp(doubts, 0, DOUBTS_MAX));
    return Math.min(wanted, OpeningRequest.rowsMax(shape));
  }

  /// `count` rows, each set as likely as every other, ascending. `random` must be
  /// cryptographically secure outside tests.
  public static List<Integer> draw(ExactShape shape, int count, RandomGenerator random) {
    if (count < 1 || count > OpeningRequest.rowsMax(shape)) {
      throw new IllegalArgumentException("BUG: no opening holds " + count + " rows");
    }
    var rows = new TreeSet<Integer>();
    while (rows.size() < count) {
      rows.add(random.nextInt(shape.rows()));
    }
    return List.copyOf(rows);
  }
}
