package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// How much of a GPU challenge is opened: single values, around `coordinates` (0 to 10,000) by up
/// to the share `coordinatesVariance` (0 to 1), and whole rows (1 to 100 on average).
///
/// Rows are what ties the values to the committed root, so that a policy without any does not
/// exist.
public record GpuTargetPolicy(int coordinates, double coordinatesVariance, TargetPolicy rows) {
  public static final int COORDINATES_MAX = 10_000;

  /// Rows that a device opens at once.
  public static final int ROWS_MAX = 100;

  private static final int ATTEMPTS_PER_COORDINATE = 10;

  public GpuTargetPolicy {
    if (coordinates < 0 || coordinates > COORDINATES_MAX) {
      throw new IllegalArgumentException(
          "coordinates outside 0.." + COORDINATES_MAX + ": " + coordinates);
    }
    if (!(coordinatesVariance >= 0 && coordinatesVariance <= 1)) {
      throw new IllegalArgumentException("variance outside 0..1: " + coordinatesVariance);
    }
    if (rows.rows() > ROWS_MAX) {
      throw new IllegalArgumentException("more than " + ROWS_MAX + " rows: " + rows.rows());
    }
  }

  /// What each of `gpus` opens of its matrix of `size` rows: the same for all. Coordinates are
  /// distinct and in the order in which they were drawn, rows ascending. `random` must be
  /// cryptographically secure outside tests.
  public List<UnitTargets> draw(List<UnitId> gpus, int size, RandomGenerator random) {
    var values = drawCoordinates(size, random);
    var opened = rows.draw(size, Math.min(size, ROWS_MAX), random);
    return gpus.stream().map(gpu -> new UnitTargets(gpu, opened, values)).toList();
  }

  private List<Coordinate> drawCoordinates(int size, RandomGenerator random) {
    int varied = TargetPolicy.varied(coordinates, coordinatesVariance, random);
    int count = Math.clamp(varied, 0, COORDINATES_MAX);
    Set<Coordinate> drawn = new LinkedHashSet<>();
    int attempts = ATTEMPTS_PER_COORDINATE * count;
    for (int i = 0; i < attempts && drawn.size() < count; i++) {
      drawn.add(new Coordinate(random.nextInt(size), random.nextInt(size)));
    }
    return new ArrayList<>(drawn);
  }
}
