package io.byteleap.redteam;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.units.Bytes;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What dishonest units do instead of the work of challenge v2. Each commits to what it has, and
/// opens it. Honest ones are here too.
final class ExactCheats {
  /// Values of the size that sums of so many products have.
  private static final int TYPICAL = 5_461;

  private ExactCheats() {}

  private static void answer(ExactUnit unit, ExactRows rows, ExactDesk desk) {
    ExactTricks.answer(unit, rows, desk, (request, those, tree) -> those.frame(request, tree));
  }

  /// Rows left out when `share` of them is, of [ExactArena#SHAPE] or any other.
  static int left(ExactShape shape, double share) {
    return Math.clamp(Math.round(shape.size() * share), 1, shape.size());
  }

  /// Leaves `share` of the rows out and makes their values up.
  static ExactPlay skip(double share) {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int left = left(rows.shape(), share);
      for (int row : draw(rows.shape().size(), left, hand.random())) {
        makeUp(rows.row(row), hand.random());
      }
      answer(hand.unit(), rows, desk);
      return 1 - left / (double) rows.shape().size();
    };
  }

  /// Leaves `share` of the rows out, and says nothing when one of them is asked for.
  static ExactPlay skipSilently(double share) {
    return skipKnowing(share, _ -> {});
  }

  /// Leaves `share` of the rows out, and gives up when one of them is asked for.
  static ExactPlay skipGivingUp(double share) {
    return skipKnowing(share, ExactDesk::giveUp);
  }

  private static ExactPlay skipKnowing(double share, Consumer<ExactDesk> whenCaught) {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int left = left(rows.shape(), share);
      var missing = draw(rows.shape().size(), left, hand.random());
      for (int row : missing) {
        makeUp(rows.row(row), hand.random());
      }
      var tree = rows.tree();
      if (desk.commit(hand.unit().commitment(tree.root())) instanceof ExactDesk.Asked(var asked)) {
        if (asked.rows().stream().noneMatch(missing::contains)) {
          desk.open(rows.frame(asked, tree));
        } else {
          whenCaught.accept(desk);
        }
      }
      return 1 - left / (double) rows.shape().size();
    };
  }

  private static List<Integer> draw(int size, int count, RandomGenerator random) {
    return random.ints(0, size).distinct().limit(count).boxed().toList();
  }

  static void makeUp(int[] row, RandomGenerator random) {
    for (int j = 0; j < row.length; j++) {
      row[j] = (int) (random.nextGaussian() * TYPICAL * Math.sqrt(row.length));
    }
  }

  /// Hands in the product of another unit of the round, under its own name.
  static ExactPlay reuseOther() {
    return (hand, desk) -> {
      var others = ExactRows.honest(hand.mate().task()).saidOf(hand.unit().task());
      answer(hand.unit(), others, desk);
      return 0;
    };
  }

  /// Hands in its own product of the round before.
  static ExactPlay reuseLast() {
    return (hand, desk) -> {
      var old = ExactRows.honest(hand.last().task()).saidOf(hand.unit().task());
      answer(hand.unit(), old, desk);
      return 0;
    };
  }

  /// Computes before the keys are there, from keys that it guesses.
  static ExactPlay precompute() {
    return (hand, desk) -> {
      var task = hand.unit().task();
      var guessed =
          new ExactTask(
              task.challenge(),
              task.unit(),
              task.shape(),
              guess(hand.random()),
              guess(hand.random()));
      answer(hand.unit(), ExactRows.honest(guessed).saidOf(task), desk);
      return 1;
    };
  }

  private static MatrixKey guess(RandomGenerator random) {
    var bytes = new byte[MatrixKey.LENGTH];
    random.nextBytes(bytes);
    return new MatrixKey(Bytes.adopting(bytes));
  }

  /// Multiplies only the first half of the columns and repeats them.
  static ExactPlay halfSize() {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int half = rows.shape().size() / 2;
      for (int row = 0; row < rows.shape().size(); row++) {
        for (int step = 0; step < rows.shape().steps(); step++) {
          int from = step * rows.shape().size();
          System.arraycopy(rows.row(row), from, rows.row(row), from + half, half);
        }
      }
      answer(hand.unit(), rows, desk);
      return 0.5;
    };
  }

  /// Computes the first step, and hands it in as the others too.
  static ExactPlay firstStepOnly() {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int size = rows.shape().size();
      for (int row = 0; row < size; row++) {
        for (int step = 1; step < rows.shape().steps(); step++) {
          System.arraycopy(rows.row(row), 0, rows.row(row), step * size, size);
        }
      }
      answer(hand.unit(), rows, desk);
      return 1.0 / rows.shape().steps();
    };
  }

  /// Hands in the product with rows and columns exchanged.
  static ExactPlay transposed() {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int size = rows.shape().size();
      for (int from = 0; from < rows.shape().rowValues(); from += size) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < i; j++) {
            int kept = rows.row(i)[from + j];
            rows.row(i)[from + j] = rows.row(j)[from + i];
            rows.row(j)[from + i] = kept;
          }
        }
      }
      answer(hand.unit(), rows, desk);
      return 1;
    };
  }

  /// Computes `rank` rows, and makes the others as sums of two of them.
  static ExactPlay lowRank(int rank) {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      int size = rows.shape().size();
      for (int row = rank; row < size; row++) {
        int[] one = rows.row(hand.random().nextInt(rank));
        int[] two = rows.row(hand.random().nextInt(rank));
        for (int j = 0; j < one.length; j++) {
          rows.row(row)[j] = (one[j] + two[j]) / 2;
        }
      }
      answer(hand.unit(), rows, desk);
      return rank / (double) size;
    };
  }

  /// Adds in half precision.
  static ExactPlay halfPrecision() {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      for (int row = 0; row < rows.shape().size(); row++) {
        int[] values = rows.row(row);
        for (int j = 0; j < values.length; j++) {
          values[j] = (int) Float.float16ToFloat(Float.floatToFloat16(values[j]));
        }
      }
      answer(hand.unit(), rows, desk);
      return 0.5;
    };
  }

  /// One value of every row is off by one.
  static ExactPlay offByOne() {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      for (int row = 0; row < rows.shape().size(); row++) {
        rows.row(row)[hand.random().nextInt(rows.shape().rowValues())]++;
      }
      answer(hand.unit(), rows, desk);
      return 1;
    };
  }

  /// Until a bell: makes the first `made` rows and says that it made `said`, the others of which it
  /// makes up.
  static ExactPlay firstRows(int made, int said) {
    return (hand, desk) -> {
      var unit = hand.unit().first(said);
      var rows = ExactRows.honest(unit.task());
      for (int row = made; row < said; row++) {
        makeUp(rows.row(row), hand.random());
      }
      answer(unit, rows, desk);
      return made / (double) hand.unit().task().shape().rows();
    };
  }

  /// Does all the work; needs `commit` and `open` of the time for it, and says everything
  /// `times` times, as over a line that loses answers.
  static ExactPlay honest(double commit, double open, int times) {
    return (hand, desk) -> {
      var rows = ExactRows.honest(hand.unit().task());
      var tree = rows.tree();
      var commitment = hand.unit().commitment(tree.root());
      desk.pass(commit);
      ExactDesk.Heard heard = new ExactDesk.Over();
      for (int i = 0; i < times; i++) {
        heard = desk.commit(commitment);
      }
      desk.pass(open);
      if (heard instanceof ExactDesk.Asked(var request)) {
        for (int i = 0; i < times; i++) {
          desk.open(rows.frame(request, tree));
        }
      }
      return 1;
    };
  }
}
