package io.byteleap.redteam;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// Rounds in simulated time, many of them, on all processors; the same for the same seed.
final class SimulatedRuns {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final double SLOWEST = 0.999;
  private static final int TIMES_MAX = 4;

  /// Honest rounds of challenge v1 are so many times fewer: they take as much longer.
  private static final int V1_SHARE = 10;

  private final ExactArena exact;
  private final long seed;

  SimulatedRuns(ExactArena exact, long seed) {
    this.exact = exact;
    this.seed = seed;
  }

  /// So many rounds of a strategy, each of a seed of its own.
  Row play(Strategy strategy, int runs) {
    return Row.of(
        strategy,
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(run -> play(strategy, random(strategy.name(), run)))
            .toList());
  }

  private Outcome play(Strategy strategy, RandomGenerator random) {
    return switch (strategy.play()) {
      case Strategy.OfExact(var play) -> exact.play(play, random);
      case Strategy.OfMatrix(var play) -> MatrixArena.play(play, random);
      case Strategy.OfPay(var play) -> play.play(random);
    };
  }

  private RandomGenerator random(String what, int run) {
    return GENERATORS.create(31 * (31 * seed + what.hashCode()) + run);
  }

  /// What became of honest units.
  record Honest(int rounds, List<String> punished) {
    Honest {
      punished = List.copyOf(punished);
    }
  }

  /// So many rounds of challenge v2 by honest units of every speed, over good lines and bad.
  Honest honestExact(int rounds) {
    return honest(
        "v2-honest-rounds",
        rounds,
        random ->
            exact.play(ExactCheats.honest(share(random), share(random), times(random)), random));
  }

  /// The same of challenge v1, a tenth of `rounds`.
  Honest honestMatrix(int rounds) {
    return honest(
        "v1-honest-rounds",
        rounds / V1_SHARE,
        random ->
            MatrixArena.play(
                MatrixCheats.honest(share(random), share(random), times(random)), random));
  }

  private Honest honest(String what, int rounds, Strategy.PayPlay round) {
    var punished =
        IntStream.range(0, rounds)
            .parallel()
            .mapToObj(run -> ended(what, run, round.play(random(what, run))))
            .filter(said -> !said.isEmpty())
            .toList();
    return new Honest(rounds, punished);
  }

  private static String ended(String what, int run, Outcome outcome) {
    return outcome.isCaught() ? "%s, run %d: %s".formatted(what, run, outcome.rule()) : "";
  }

  private static double share(RandomGenerator random) {
    return random.nextDouble(SLOWEST);
  }

  private static int times(RandomGenerator random) {
    return random.nextInt(1, TIMES_MAX + 1);
  }
}
