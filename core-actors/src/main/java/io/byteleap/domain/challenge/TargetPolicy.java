package io.byteleap.domain.challenge;

import java.util.List;
import java.util.random.RandomGenerator;

/// How many rows of a challenge are opened: around `rows` (at least 1), by up to the share
/// `variance` (0 to 1) more or less. A policy that asks for nothing does not exist, so that no
/// challenge passes unchecked.
public record TargetPolicy(int rows, double variance) {
  public TargetPolicy {
    if (rows < 1) {
      throw new IllegalArgumentException("at least one row must be verified, not " + rows);
    }
    if (!(variance >= 0 && variance <= 1)) {
      throw new IllegalArgumentException("variance outside 0..1: " + variance);
    }
  }

  /// Distinct rows of a matrix of `size` rows, ascending. `random` must be cryptographically secure
  /// outside tests: whoever can guess the rows can skip the others.
  public List<Integer> draw(int size, RandomGenerator random) {
    return draw(size, size, random);
  }

  /// The same, at most `countMax` (1 to `size`) of them.
  List<Integer> draw(int size, int countMax, RandomGenerator random) {
    int count = Math.clamp(varied(rows, variance, random), 1, countMax);
    return random.ints(0, size).distinct().limit(count).sorted().boxed().toList();
  }

  /// The largest number of rows that is ever drawn.
  public int largest() {
    return rows + (int) (rows * variance);
  }

  /// `count`, by up to the share `variance` more or less.
  static int varied(int count, double variance, RandomGenerator random) {
    int spread = (int) (count * variance);
    return count + random.nextInt(-spread, spread + 1);
  }
}
