package io.byteleap.redteam;

import io.byteleap.redteam.Crowds.Owner;
import io.byteleap.redteam.Strategy.Caught;
import io.byteleap.redteam.Strategy.Claim;
import io.byteleap.redteam.Strategy.Fair;
import io.byteleap.redteam.Strategy.Family;
import io.byteleap.redteam.Strategy.Honest;
import io.byteleap.redteam.Strategy.OfExact;
import io.byteleap.redteam.Strategy.OfPay;
import io.byteleap.redteam.Strategy.Open;
import io.byteleap.redteam.Strategy.PayPlay;
import java.util.List;
import java.util.stream.Stream;

/// What is tried against challenge v2.
final class ExactStrategies {
  private static final int RANK = 16;

  private ExactStrategies() {}

  static List<Strategy> all(ExactArena arena) {
    return Stream.of(honest(arena), work(), answers(), names(arena), models(arena))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Strategy> honest(ExactArena arena) {
    return List.of(
        of("honest-fast", "does the work, at once", new Honest(), ExactCheats.honest(0.001, 0, 1)),
        of(
            "honest-slow",
            "does the work, in 99 % of the time for it",
            new Honest(),
            ExactCheats.honest(0.99, 0.99, 1)),
        of(
            "honest-lossy",
            "does the work, and says everything three times",
            new Honest(),
            ExactCheats.honest(0.3, 0.3, 3)),
        many(
            "honest-models",
            "any model of the table, at any speed that one has",
            new Honest(),
            random -> Models.honest(arena, random)));
  }

  private static List<Strategy> work() {
    return List.of(
        of("skip-5", "makes 5 % of the rows up", skipped(0.05), ExactCheats.skip(0.05)),
        of("skip-50", "makes half the rows up", skipped(0.5), ExactCheats.skip(0.5)),
        of("skip-all", "makes every row up", always(), ExactCheats.skip(1)),
        of(
            "skip-50-silent",
            "leaves half the rows out, silent when one is asked for",
            skipped(0.5),
            ExactCheats.skipSilently(0.5)),
        of(
            "skip-50-gives-up",
            "leaves half the rows out, gives up when one is asked for",
            skipped(0.5),
            ExactCheats.skipGivingUp(0.5)),
        of("reuse-other", "hands in another unit's product", always(), ExactCheats.reuseOther()),
        of(
            "reuse-last",
            "hands in its product of the last round",
            always(),
            ExactCheats.reuseLast()),
        of(
            "precompute",
            "computes ahead, from keys it guesses",
            always(),
            ExactCheats.precompute()),
        of(
            "wrong-n",
            "multiplies half the columns, repeats them",
            always(),
            ExactCheats.halfSize()),
        of(
            "wrong-t",
            "computes one step and hands it in as all",
            always(),
            ExactCheats.firstStepOnly()),
        of("transposed", "exchanges rows and columns", always(), ExactCheats.transposed()),
        of(
            "low-rank",
            "computes %d rows, adds the others from them".formatted(RANK),
            new Caught(
                Chances.hit(
                    ExactArena.SHAPE.size(),
                    ExactArena.SHAPE.size() - RANK,
                    ExactArena.rowsAsked())),
            ExactCheats.lowRank(RANK)),
        of("float", "adds in half precision", always(), ExactCheats.halfPrecision()),
        of("off-by-one", "one value of every row is off by one", always(), ExactCheats.offByOne()));
  }

  private static List<Strategy> answers() {
    return List.of(
        of("other-shape", "computes and signs fewer steps", always(), ExactTricks.otherShape()),
        of(
            "part-of-whole",
            "commits to half the rows where all were asked",
            always(),
            ExactTricks.partOfWhole()),
        of(
            "frame-of-other-shape",
            "opens as if fewer steps had been asked",
            always(),
            ExactTricks.frameOfOtherShape()),
        of("tampered-leaf", "changes a committed row", always(), ExactTricks.tamperedLeaf()),
        of("tampered-path", "changes a hash of a path", always(), ExactTricks.tamperedPath()),
        of("other-path", "shows the path of another row", always(), ExactTricks.pathOfAnother()),
        of("other-rows", "opens rows that it likes better", always(), ExactTricks.otherRows()),
        of("late", "commits when the time is over", always(), ExactTricks.late()),
        of(
            "commit-after-rows",
            "commits to nothing, then to what is asked",
            always(),
            ExactTricks.commitAfterRows()),
        of("two-answers", "commits twice, to different halves", always(), ExactTricks.twoAnswers()),
        of(
            "replayed-signature",
            "commits with what it signed before",
            always(),
            ExactTricks.replayedSignature()),
        of("rivals-id", "commits in a rival's name", always(), ExactTricks.rivalsId()),
        of("mates-key", "signs with another unit's key", always(), ExactTricks.keyOfMate()),
        of("oversize", "sends a frame that is too long", always(), ExactTricks.oversize()),
        of("slow-drip", "opens when the time is over", always(), ExactTricks.slowDrip()));
  }

  private static List<Strategy> names(ExactArena arena) {
    var crowds = new Crowds(arena);
    return List.of(
        many(
            "one-unit-n-ids",
            "one machine, 8 units of a miner, side by side at a muster",
            new Fair(),
            random -> crowds.sideBySide(Owner.ONE_MINER, random)),
        many(
            "one-machine-n-hotkeys",
            "one machine, 8 miners, side by side at a muster",
            new Fair(),
            random -> crowds.sideBySide(Owner.A_MINER_EACH, random)),
        many(
            "n-ids-one-by-one",
            "one machine, 8 units of a miner, each as fast as it can",
            new Fair(),
            crowds::oneAfterAnother),
        many(
            "n-hotkeys-late",
            "one machine, 8 miners, each as long as an honest one",
            new Fair(),
            crowds::longerThanTheBell),
        many(
            "n-ids-boast",
            "one machine, 8 units, each says twice the rows it made",
            new Caught(Crowds.chanceOfBoasting()),
            crowds::boasts),
        many(
            "take-turns",
            "one machine, 2 units of a miner, one of them a muster",
            always(),
            crowds::turns),
        many(
            "honest-crowd",
            "8 machines of 2 miners, at three musters",
            new Honest(),
            crowds::honest),
        of(
            "relay",
            "a faster machine does the work within the window",
            new Open("who did the work in time is not shown"),
            ExactCheats.honest(0.1, 0, 1)),
        of(
            "stolen-key",
            "somebody else answers, with the unit's own key",
            new Open("whoever has a unit's key is the unit"),
            ExactCheats.honest(0.5, 0, 1)));
  }

  private static List<Strategy> models(ExactArena arena) {
    return List.of(
        many(
            "fake-model",
            "a T4 says that it is an H100 (envelope: judge)",
            always(),
            random -> Models.slowAsFast(arena, random)),
        many(
            "fake-model-near",
            "an A100 says that it is an H100 (envelope: judge)",
            new Open("it is not slower than an H100 can be"),
            random -> Models.nearlyAsFast(arena, random)),
        many(
            "relay-too-fast",
            "an H100 computes for an RTX 3090",
            always(),
            random -> Models.relayed(arena, random)),
        many(
            "relay-near",
            "an RTX 4090 computes for an RTX 3090",
            new Open("it is not faster than an RTX 3090 might be"),
            random -> Models.relayedNear(arena, random)));
  }

  private static Claim always() {
    return new Caught(1);
  }

  private static Claim skipped(double share) {
    int left = ExactCheats.left(ExactArena.SHAPE, share);
    return new Caught(Chances.hit(ExactArena.SHAPE.size(), left, ExactArena.rowsAsked()));
  }

  private static Strategy of(String name, String tried, Claim claim, ExactPlay play) {
    return new Strategy("v2-" + name, Family.V2, tried, claim, new OfExact(play));
  }

  private static Strategy many(String name, String tried, Claim claim, PayPlay play) {
    return new Strategy("v2-" + name, Family.V2, tried, claim, new OfPay(play));
  }
}
