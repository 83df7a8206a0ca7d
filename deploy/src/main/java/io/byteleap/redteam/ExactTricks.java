package io.byteleap.redteam;

import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.TreePath;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.exact.OpeningFrame;
import java.util.ArrayList;
import java.util.function.Function;

/// What dishonest units do in challenge v2 with their answers, whatever they computed.
final class ExactTricks {
  /// Opens what was asked for as it is.
  private static final Opener AS_ASKED = (request, rows, tree) -> rows.frame(request, tree);

  private ExactTricks() {}

  /// How a unit answers when the rows are known.
  @FunctionalInterface
  interface Opener {
    Bytes open(OpeningRequest request, ExactRows rows, ExactTree tree);
  }

  /// Commits to these rows, correctly signed, and opens as `opener` does.
  static void answer(ExactUnit unit, ExactRows rows, ExactDesk desk, Opener opener) {
    var tree = rows.tree();
    if (desk.commit(unit.commitment(tree.root())) instanceof ExactDesk.Asked(var request)) {
      desk.open(opener.open(request, rows, tree));
    }
  }

  /// Does the whole work, and opens as `opener` does.
  private static ExactPlay wholeWork(Function<ExactHand, Opener> opener) {
    return (hand, desk) -> {
      answer(hand.unit(), ExactRows.honest(hand.unit().task()), desk, opener.apply(hand));
      return 1;
    };
  }

  /// Computes a work of other steps, and signs for that.
  static ExactPlay otherShape() {
    return (hand, desk) -> {
      var task = hand.unit().task();
      var small = new ExactShape(task.shape().size(), 1);
      var other = new ExactTask(task.challenge(), task.unit(), small, task.keyOfA(), task.keyOfB());
      var root = ExactRows.honest(other).tree().root();
      desk.commit(
          ExactCommitment.signed(
              task.challenge(), hand.unit().name(), small, root, hand.unit().keypair()));
      return 1.0 / task.shape().steps();
    };
  }

  /// Computes half the rows and commits to those alone, as if there had been a bell.
  static ExactPlay partOfWhole() {
    return (hand, desk) -> {
      var task = hand.unit().task();
      var half = new Extent.First(task.shape().rows() / 2);
      var rows = ExactRows.honest(task.of(half));
      var tree = rows.tree();
      var commitment =
          ExactCommitment.signed(
              task.challenge(),
              hand.unit().name(),
              task.shape(),
              half,
              tree.root(),
              hand.unit().keypair());
      if (desk.commit(commitment) instanceof ExactDesk.Asked(var request)) {
        desk.open(rows.frame(request, tree));
      }
      return 0.5;
    };
  }

  /// Commits to the work that was asked for and opens it as one of fewer steps.
  static ExactPlay frameOfOtherShape() {
    return wholeWork(
        _ ->
            (request, rows, tree) -> {
              var bytes = rows.frame(request, tree).toArray();
              bytes[11] = (byte) (rows.shape().steps() + 1); // the last byte of t
              return Bytes.adopting(bytes);
            });
  }

  /// Changes a value of a row after it was committed to.
  static ExactPlay tamperedLeaf() {
    return wholeWork(
        hand ->
            (request, rows, tree) -> {
              int row = request.rows().getFirst();
              rows.row(row)[hand.random().nextInt(rows.shape().rowValues())]++;
              return rows.frame(request, tree);
            });
  }

  /// Changes a hash of a path.
  static ExactPlay tamperedPath() {
    return paths(
        (tree, row) -> {
          var hashes = new ArrayList<>(tree.path(row).hashes());
          var bytes = hashes.getFirst().bytes().toArray();
          bytes[0] ^= 1;
          hashes.set(0, new TreeHash(Bytes.adopting(bytes)));
          return new TreePath(hashes);
        });
  }

  /// Opens the rows with the paths of their neighbours.
  static ExactPlay pathOfAnother() {
    return paths((tree, row) -> tree.path(row ^ 1));
  }

  private interface Pathfinder {
    TreePath of(ExactTree tree, int row);
  }

  private static ExactPlay paths(Pathfinder finder) {
    return wholeWork(
        hand ->
            (request, rows, tree) -> {
              var opened =
                  request.rows().stream()
                      .map(
                          row ->
                              new OpenedRow(
                                  row, RowValues.copyOf(rows.row(row)), finder.of(tree, row)))
                      .toList();
              return OpeningFrame.encode(request, opened);
            });
  }

  /// Opens rows that it has instead of those that were asked for.
  static ExactPlay otherRows() {
    return wholeWork(
        hand ->
            (request, rows, tree) -> {
              var wished = new ArrayList<>(request.rows());
              int last = wished.removeLast();
              wished.add(last == rows.shape().size() - 1 ? last - 1 : last + 1);
              var others = wished.stream().distinct().sorted().toList();
              return others.size() < request.rows().size()
                  ? Bytes.adopting(new byte[0])
                  : rows.frame(
                      new OpeningRequest(
                          request.challenge(), request.unit(), request.shape(), others),
                      tree);
            });
  }

  /// Does all the work, and commits when the time is over.
  static ExactPlay late() {
    return (hand, desk) -> {
      desk.pass(1.01);
      answer(hand.unit(), ExactRows.honest(hand.unit().task()), desk, AS_ASKED);
      return 1;
    };
  }

  /// Commits to nothing, computes the rows that are asked for, and commits to those.
  static ExactPlay commitAfterRows() {
    return (hand, desk) -> {
      var unit = hand.unit();
      var nothing = ExactRows.empty(unit.task());
      int asked = 0;
      if (desk.commit(unit.commitment(nothing.tree().root()))
          instanceof ExactDesk.Asked(var request)) {
        asked = request.rows().size();
        var honest = ExactRows.honest(unit.task());
        for (int row : request.rows()) {
          System.arraycopy(honest.row(row), 0, nothing.row(row), 0, honest.shape().rowValues());
        }
        var tree = nothing.tree();
        desk.commit(unit.commitment(tree.root()));
        desk.open(nothing.frame(request, tree));
      }
      return asked / (double) unit.task().shape().size();
    };
  }

  /// Commits twice: to half the rows, and to the other half, so as to be asked of either.
  static ExactPlay twoAnswers() {
    return (hand, desk) -> {
      var one = ExactRows.honest(hand.unit().task());
      var two = ExactRows.honest(hand.unit().task());
      int size = one.shape().size();
      for (int row = 0; row < size; row++) {
        ExactCheats.makeUp(row < size / 2 ? one.row(row) : two.row(row), hand.random());
      }
      desk.commit(hand.unit().commitment(one.tree().root()));
      answer(hand.unit(), two, desk, AS_ASKED);
      return 1;
    };
  }

  /// Signs with what it signed with in the round before.
  static ExactPlay replayedSignature() {
    return (hand, desk) -> {
      var root = ExactRows.honest(hand.last().task()).tree().root();
      desk.commit(hand.last().commitment(root));
      return 0;
    };
  }

  /// Does the whole work, and commits in the name of another unit.
  static ExactPlay rivalsId() {
    return (hand, desk) -> {
      var honest = hand.unit().commitment(ExactRows.honest(hand.unit().task()).tree().root());
      desk.commit(
          new ExactCommitment(
              new UnitId("GPU-11111111-2222-3333-4444-555555555555"),
              new Extent.Whole(),
              honest.root(),
              honest.key(),
              honest.signature()));
      return 1;
    };
  }

  /// Signs with the key that another unit is bound to: one unit that shows itself as two.
  static ExactPlay keyOfMate() {
    return (hand, desk) -> {
      var unit = hand.unit();
      answer(
          new ExactUnit(unit.task(), unit.name(), hand.mate().keypair()),
          ExactRows.honest(unit.task()),
          desk,
          AS_ASKED);
      return 1;
    };
  }

  /// Sends more than any good answer has.
  static ExactPlay oversize() {
    return wholeWork(
        hand ->
            (request, rows, tree) -> {
              var frame = rows.frame(request, tree);
              var longer = new byte[frame.length() + 1 + hand.random().nextInt(1 << 16)];
              frame.copyTo(longer);
              return Bytes.adopting(longer);
            });
  }

  /// Does all the work, and lets its opening drip until the time is over.
  static ExactPlay slowDrip() {
    return (hand, desk) -> {
      answer(
          hand.unit(),
          ExactRows.honest(hand.unit().task()),
          desk,
          (request, rows, tree) -> {
            desk.pass(1.01);
            return rows.frame(request, tree);
          });
      return 1;
    };
  }
}
