package io.byteleap.redteam;

import io.byteleap.redteam.Strategy.Caught;
import io.byteleap.redteam.Strategy.Claim;
import io.byteleap.redteam.Strategy.Family;
import io.byteleap.redteam.Strategy.Honest;
import io.byteleap.redteam.Strategy.OfMatrix;
import io.byteleap.redteam.Strategy.OfPay;
import io.byteleap.redteam.Strategy.Weak;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What is tried against challenge v1.
final class MatrixStrategies {
  private static final int RANK = 16;

  private MatrixStrategies() {}

  static List<Strategy> all() {
    return Stream.of(honest(), work(), answers(), weak()).flatMap(List::stream).toList();
  }

  private static List<Strategy> honest() {
    return List.of(
        of("honest-fast", "does the work, at once", new Honest(), MatrixCheats.honest(0.001, 0, 1)),
        of(
            "honest-slow",
            "does the work, in 99 % of the time for it",
            new Honest(),
            MatrixCheats.honest(0.99, 0.99, 1)),
        of(
            "honest-lossy",
            "does the work, and says everything three times",
            new Honest(),
            MatrixCheats.honest(0.3, 0.3, 3)));
  }

  private static List<Strategy> work() {
    return List.of(
        of("skip-5", "makes 5 % of the rows up", skipped(0.05), MatrixCheats.skip(0.05)),
        of("skip-50", "makes half the rows up", skipped(0.5), MatrixCheats.skip(0.5)),
        of("skip-all", "makes every row up", always(), MatrixCheats.skip(1)),
        of("silent", "does nothing and says nothing", always(), MatrixCheats.silent()),
        of("reuse-other", "hands in another worker's product", always(), MatrixCheats.reuseOther()),
        of(
            "reuse-last",
            "hands in its product of the last round",
            always(),
            MatrixCheats.reuseLast()),
        of(
            "precompute",
            "computes ahead, from a seed it guesses",
            always(),
            MatrixCheats.precompute()),
        of("wrong-n", "computes half the size, repeats it", always(), MatrixCheats.halfSize()),
        new Strategy(
            "v1-wrong-t",
            Family.V1,
            "computes one product of two",
            always(),
            new OfPay(random -> MatrixArena.play(MatrixCheats.firstIterationOnly(), 2, random))),
        of("transposed", "exchanges rows and columns", always(), MatrixCheats.transposed()),
        of(
            "low-rank",
            "computes %d rows, adds the others from them".formatted(RANK),
            new Caught(MatrixArena.hit(MatrixArena.SIZE - RANK)),
            MatrixCheats.lowRank(RANK)),
        of("float", "adds in half precision", always(), MatrixCheats.halfPrecision()));
  }

  private static List<Strategy> answers() {
    return List.of(
        of("tampered-leaf", "changes a committed row", always(), MatrixCheats.tamperedLeaf()),
        of("tampered-path", "changes a hash of a path", always(), MatrixCheats.tamperedPath()),
        of("other-path", "shows the path of another row", always(), MatrixCheats.pathOfAnother()),
        of("late", "commits when the time is over", always(), MatrixCheats.late()),
        of("slow-drip", "opens when the time is over", always(), MatrixCheats.slowDrip()),
        of(
            "commit-after-rows",
            "commits to nothing, then to what is asked",
            always(),
            MatrixCheats.commitAfterRows()),
        of("two-answers", "commits twice in one message", always(), MatrixCheats.twoAnswers()),
        of("rivals-id", "commits in a rival's name", always(), MatrixCheats.rivalsId()));
  }

  private static List<Strategy> weak() {
    return List.of(
        new Strategy(
            "v1-n-ids",
            Family.V1,
            "one machine, 8 workers, in the usual minute",
            new Weak("no key, no window: whoever is fast passes for many"),
            new OfPay(MatrixStrategies::many)),
        of(
            "relay",
            "a faster machine does the work",
            new Weak("nothing binds an answer to a machine"),
            MatrixCheats.honest(0.01, 0, 1)),
        of(
            "stolen-name",
            "another machine answers in the worker's name",
            new Weak("a worker has no key; its miner is believed"),
            MatrixCheats.honest(0.5, 0, 1)),
        new Strategy(
            "v1-gpu-made-up",
            Family.V1,
            "a GPU makes 2 % of its values up, signs with the public key",
            new Weak("15 % of the values looked at may be wrong, and everybody can sign"),
            new OfPay(GpuArena::play)));
  }

  /// The machine does all the work of eight, one after another, and costs what one costs.
  private static Outcome many(RandomGenerator random) {
    int verified = 0;
    for (int name = 0; name < Crowds.NAMES; name++) {
      double commit = (name + 1) / (Crowds.NAMES + 1.0);
      verified += MatrixArena.play(MatrixCheats.honest(commit, 0, 1), random).isCaught() ? 0 : 1;
    }
    return new Outcome.Judged("", verified, 1);
  }

  private static Claim always() {
    return new Caught(1);
  }

  private static Claim skipped(double share) {
    return new Caught(MatrixArena.hit(MatrixCheats.left(MatrixArena.SIZE, share)));
  }

  private static Strategy of(String name, String tried, Claim claim, MatrixPlay play) {
    return new Strategy("v1-" + name, Family.V1, tried, claim, new OfMatrix(play));
  }
}
