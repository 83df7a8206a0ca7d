package io.byteleap.domain.exact;

import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.exact.ExactVerdict.Sound;
import java.util.List;
import java.util.Optional;

/// The judgement of one opening: that it is what was asked for, what was committed to, and what the
/// product is. Pure; takes as long as the opened rows are, and no more memory than one row.
public final class OpeningCheck {
  private OpeningCheck() {}

  /// Judges rows that `task`'s unit opened when asked for `asked`, after it had committed to
  /// `root`, which is of as many rows as the task's shape has. `check` is of the same B.
  public static ExactVerdict judge(
      ExactTask task,
      TreeHash root,
      List<Integer> asked,
      List<OpenedRow> opened,
      RoundCheck check) {
    if (check.size() != task.shape().size()) {
      throw new IllegalArgumentException("the check is of another size");
    }
    return formFault(task.shape(), asked, opened)
        .or(() -> rowFault(task, root, opened, check))
        .<ExactVerdict>map(refused -> refused)
        .orElseGet(Sound::new);
  }

  private static Optional<Refused> formFault(
      ExactShape shape, List<Integer> asked, List<OpenedRow> opened) {
    if (!opened.stream().map(OpenedRow::index).toList().equals(asked)) {
      return Optional.of(new Refused(ExactRefusal.OTHER_ROWS));
    }
    return opened.stream()
        .filter(row -> row.values().count() != shape.rowValues())
        .findFirst()
        .map(row -> new Refused(ExactRefusal.ROW_LENGTH, row.index()));
  }

  private static Optional<Refused> rowFault(
      ExactTask task, TreeHash root, List<OpenedRow> opened, RoundCheck check) {
    var hasher = LeafHasher.of(task.challenge(), task.unit(), task.shape());
    return opened.stream()
        .flatMap(row -> fault(task, root, row, hasher, check).stream())
        .findFirst();
  }

  private static Optional<Refused> fault(
      ExactTask task, TreeHash root, OpenedRow row, LeafHasher hasher, RoundCheck check) {
    int rows = task.shape().rows();
    var leaf = hasher.leaf(row.index(), row.values());
    if (row.path().hashes().size() != TreePath.lengthOf(row.index(), rows)) {
      return Optional.of(new Refused(ExactRefusal.PATH_LENGTH, row.index()));
    }
    if (!row.path().leadsTo(root, leaf, row.index(), rows)) {
      return Optional.of(new Refused(ExactRefusal.PATH_ASTRAY, row.index()));
    }
    return isProduct(task, row, check)
        ? Optional.empty()
        : Optional.of(new Refused(ExactRefusal.PRODUCT_WRONG, row.index()));
  }

  private static boolean isProduct(ExactTask task, OpenedRow row, RoundCheck check) {
    int size = task.shape().size();
    int[] values = row.values().shared();
    byte[] left = KeyStream.row(task.keyOfA(), size, row.index());
    for (int step = 1; step <= task.shape().steps(); step++) {
      int from = (step - 1) * size;
      if (!check.holds(left, values, from)) {
        return false;
      }
      if (step < task.shape().steps()) {
        StepMap.next(values, from, size, step, left);
      }
    }
    return true;
  }
}
