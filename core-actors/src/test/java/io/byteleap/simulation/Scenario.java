package io.byteleap.simulation;

import io.byteleap.domain.scoring.ScoringPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// A run of a world: everything in it follows from this value. Of the planned faults, those whose
/// numbers are `spared` do not happen.
public record Scenario(
    long seed,
    Size size,
    Duration length,
    FaultOptions faults,
    Pace pace,
    ScoringPolicy policy,
    SortedSet<Integer> spared,
    Care care) {
  private static final Duration LENGTH_MAX = Duration.ofDays(60);

  /// Validators and miners, at least 1 each, and workers of each miner, 1 to 100.
  public record Size(int validators, int miners, int workers) {
    private static final int WORKERS_MAX = 100;

    public Size {
      if (validators < 1 || validators > 64 || miners < 1 || miners > 4_096) {
        throw new IllegalArgumentException(
            "1 to 64 validators and 1 to 4096 miners are needed, not "
                + validators
                + " and "
                + miners);
      }
      if (workers < 1 || workers > WORKERS_MAX) {
        throw new IllegalArgumentException("a miner has 1 to 100 workers, not " + workers);
      }
    }
  }

  /// How closely the world looks at itself.
  public enum Care {
    /// After every event at everything that it touched, journals and texts included.
    CLOSE,
    /// At what a large world can afford: journals when they are read, texts not at all.
    COARSE
  }

  public Scenario {
    if (!length.isPositive() || length.compareTo(LENGTH_MAX) > 0) {
      throw new IllegalArgumentException("a run lasts up to 60 days, not " + length);
    }
    spared = Collections.unmodifiableSortedSet(new TreeSet<>(spared));
  }

  /// A small world of this seed, for an hour and a half: one or two validators, up to three miners
  /// with up to four workers each, and faults of all kinds.
  public static Scenario small(long seed) {
    var random = Chance.of(seed, "size");
    var faults =
        switch (random.nextInt(8)) {
          case 0 -> FaultOptions.NONE;
          case 1, 2, 3 -> FaultOptions.MILD;
          default -> FaultOptions.HARSH;
        };
    var size = new Size(1 + random.nextInt(2), 1 + random.nextInt(3), 1 + random.nextInt(4));
    var policy = random.nextBoolean() ? ScoringPolicy.DEFAULT : Policies.LEASE_AND_CHALLENGE;
    return new Scenario(
        seed,
        size,
        Duration.ofMinutes(90),
        faults,
        Pace.BRISK,
        policy,
        new TreeSet<>(),
        Care.CLOSE);
  }

  /// When faults stop: the rest is quiet, so that everything comes to an end.
  public Duration faultsUntil() {
    return length.multipliedBy(4).dividedBy(5);
  }

  Scenario with(Size other) {
    return new Scenario(seed, other, length, faults, pace, policy, spared, care);
  }

  Scenario with(FaultOptions other) {
    return new Scenario(seed, size, length, other, pace, policy, spared, care);
  }

  Scenario lasting(Duration other) {
    return new Scenario(seed, size, other, faults, pace, policy, spared, care);
  }

  Scenario sparing(SortedSet<Integer> other) {
    return new Scenario(seed, size, length, faults, pace, policy, other, care);
  }

  public Scenario with(ScoringPolicy other) {
    return new Scenario(seed, size, length, faults, pace, other, spared, care);
  }
}
