package io.byteleap.redteam;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What dishonest workers do in challenge v1, on their processors. Each commits to something and
/// opens what it has.
final class MatrixCheats {
  private static final long TYPICAL = 1L << 40;

  private MatrixCheats() {}

  private static void answer(MatrixRows rows, MatrixDesk desk) {
    var tree = rows.tree();
    if (desk.commit(MatrixRows.committed(tree)) instanceof MatrixDesk.Asked(var asked)) {
      desk.prove(rows.opened(tree, asked));
    }
  }

  static int left(int size, double share) {
    return Math.clamp(Math.round(size * share), 1, size);
  }

  private static void makeUp(long[] row, RandomGenerator random) {
    for (int j = 0; j < row.length; j++) {
      row[j] = random.nextLong(-TYPICAL, TYPICAL);
    }
  }

  /// Leaves `share` of the rows out and makes their values up.
  static MatrixPlay skip(double share) {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      int left = left(rows.size(), share);
      hand.random()
          .ints(0, rows.size())
          .distinct()
          .limit(left)
          .forEach(row -> makeUp(rows.values()[row], hand.random()));
      answer(rows, desk);
      return 1 - left / (double) rows.size();
    };
  }

  /// Does nothing and says nothing.
  static MatrixPlay silent() {
    return (_, _) -> 0;
  }

  /// Hands in the product of another worker of the round.
  static MatrixPlay reuseOther() {
    return (hand, desk) -> {
      answer(MatrixRows.honest(hand.mate()), desk);
      return 0;
    };
  }

  /// Hands in its own product of the round before.
  static MatrixPlay reuseLast() {
    return (hand, desk) -> {
      answer(MatrixRows.honest(hand.last()), desk);
      return 0;
    };
  }

  /// Computes before the seed is there, from one that it guesses.
  static MatrixPlay precompute() {
    return (hand, desk) -> {
      var guess = MatrixSeed.draw(hand.random());
      var work = hand.work();
      answer(MatrixRows.honest(new MatrixSpec(guess, work.size(), work.iterations())), desk);
      return 1;
    };
  }

  /// Computes only the first product, and hands it in as the last.
  static MatrixPlay firstIterationOnly() {
    return (hand, desk) -> {
      var work = hand.work();
      answer(MatrixRows.honest(new MatrixSpec(work.seed(), work.size(), 1)), desk);
      return 1.0 / work.iterations();
    };
  }

  /// Computes the product of half the size and repeats it.
  static MatrixPlay halfSize() {
    return (hand, desk) -> {
      var work = hand.work();
      int half = work.size() / 2;
      var small = MatrixRows.honest(new MatrixSpec(work.seed(), half, work.iterations()));
      var rows = new MatrixRows(new long[work.size()][work.size()]);
      for (int i = 0; i < work.size(); i++) {
        for (int j = 0; j < work.size(); j++) {
          rows.values()[i][j] = small.values()[i % half][j % half];
        }
      }
      answer(rows, desk);
      return 0.125;
    };
  }

  /// Hands in the product with rows and columns exchanged.
  static MatrixPlay transposed() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var turned = new MatrixRows(new long[rows.size()][rows.size()]);
      for (int i = 0; i < rows.size(); i++) {
        for (int j = 0; j < rows.size(); j++) {
          turned.values()[j][i] = rows.values()[i][j];
        }
      }
      answer(turned, desk);
      return 1;
    };
  }

  /// Computes `rank` rows, and makes the others as sums of two of them.
  static MatrixPlay lowRank(int rank) {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      for (int row = rank; row < rows.size(); row++) {
        long[] one = rows.values()[hand.random().nextInt(rank)];
        long[] two = rows.values()[hand.random().nextInt(rank)];
        for (int j = 0; j < one.length; j++) {
          rows.values()[row][j] = (one[j] + two[j]) / 2;
        }
      }
      answer(rows, desk);
      return rank / (double) rows.size();
    };
  }

  /// Adds in half precision.
  static MatrixPlay halfPrecision() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      for (long[] row : rows.values()) {
        for (int j = 0; j < row.length; j++) {
          row[j] = (long) Float.float16ToFloat(Float.floatToFloat16((float) row[j]));
        }
      }
      answer(rows, desk);
      return 0.5;
    };
  }

  /// Opens a row hash other than the one it committed to.
  static MatrixPlay tamperedLeaf() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var tree = rows.tree();
      if (desk.commit(MatrixRows.committed(tree)) instanceof MatrixDesk.Asked(var asked)) {
        rows.values()[asked.getFirst()][0]++;
        var hashes = rows.hashes();
        desk.prove(
            MatrixRows.proof(
                asked.stream().map(hashes::get).toList(),
                asked.stream().map(row -> said(tree.proof(row), hashes.get(row))).toList()));
      }
      return 1;
    };
  }

  private static MerkleProof said(MerkleProof path, String leaf) {
    return new MerkleProof(path.leafIndex(), leaf, path.siblings(), path.siblingOnRight());
  }

  /// Changes a hash of a path.
  static MatrixPlay tamperedPath() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var tree = rows.tree();
      if (desk.commit(MatrixRows.committed(tree)) instanceof MatrixDesk.Asked(var asked)) {
        var hashes = rows.hashes();
        desk.prove(
            MatrixRows.proof(
                asked.stream().map(hashes::get).toList(),
                asked.stream().map(row -> turned(tree.proof(row))).toList()));
      }
      return 1;
    };
  }

  private static MerkleProof turned(MerkleProof path) {
    var siblings = new ArrayList<>(path.siblings());
    String top = siblings.removeLast();
    siblings.add((top.charAt(0) == '0' ? '1' : '0') + top.substring(1));
    return new MerkleProof(path.leafIndex(), path.leaf(), siblings, path.siblingOnRight());
  }

  /// Opens every row with the hash and the path of its neighbour.
  static MatrixPlay pathOfAnother() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var tree = rows.tree();
      if (desk.commit(MatrixRows.committed(tree)) instanceof MatrixDesk.Asked(var asked)) {
        var neighbours = asked.stream().map(row -> row ^ 1).toList();
        desk.prove(rows.opened(tree, neighbours));
      }
      return 1;
    };
  }

  /// Does all the work, and commits when the time is over.
  static MatrixPlay late() {
    return (hand, desk) -> {
      desk.pass(1.01);
      answer(MatrixRows.honest(hand.work()), desk);
      return 1;
    };
  }

  /// Does all the work, and lets its openings drip until the time is over.
  static MatrixPlay slowDrip() {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var tree = rows.tree();
      if (desk.commit(MatrixRows.committed(tree)) instanceof MatrixDesk.Asked(var asked)) {
        desk.pass(1.01);
        desk.prove(rows.opened(tree, asked));
      }
      return 1;
    };
  }

  /// Commits to nothing, computes the rows that are asked for, and commits to those.
  static MatrixPlay commitAfterRows() {
    return (hand, desk) -> {
      var nothing = new MatrixRows(new long[hand.work().size()][hand.work().size()]);
      int count = 0;
      if (desk.commit(MatrixRows.committed(nothing.tree()))
          instanceof MatrixDesk.Asked(var asked)) {
        count = asked.size();
        var honest = MatrixRows.honest(hand.work());
        asked.forEach(row -> nothing.values()[row] = honest.values()[row]);
        MerkleTree tree = nothing.tree();
        desk.commit(MatrixRows.committed(tree));
        desk.prove(nothing.opened(tree, asked));
      }
      return count / (double) hand.work().size();
    };
  }

  /// Two commitments of one unit in one message.
  static MatrixPlay twoAnswers() {
    return (hand, desk) -> {
      var one = MatrixRows.committed(MatrixRows.honest(hand.work()).tree());
      var two = MatrixRows.committed(MatrixRows.honest(hand.last()).tree());
      desk.commit(List.of(one.getFirst(), two.getFirst()));
      return 1;
    };
  }

  /// Does all the work, and commits in the name of another unit.
  static MatrixPlay rivalsId() {
    return (hand, desk) -> {
      var root = MatrixRows.honest(hand.work()).tree().root();
      desk.commit(
          List.of(
              new Commitment(
                  new UnitId("GPU-11111111-2222-3333-4444-555555555555"),
                  root,
                  Commitment.Signature.NONE)));
      return 1;
    };
  }

  /// Does all the work; needs `commit` and `open` of the time for it, and says everything
  /// `times` times, as over a line that loses answers.
  static MatrixPlay honest(double commit, double open, int times) {
    return (hand, desk) -> {
      var rows = MatrixRows.honest(hand.work());
      var tree = rows.tree();
      desk.pass(commit);
      MatrixDesk.Heard heard = new MatrixDesk.Over();
      for (int i = 0; i < times; i++) {
        heard = desk.commit(MatrixRows.committed(tree));
      }
      desk.pass(open);
      if (heard instanceof MatrixDesk.Asked(var asked)) {
        for (int i = 0; i < times; i++) {
          desk.prove(rows.opened(tree, asked));
        }
      }
      return 1;
    };
  }
}
