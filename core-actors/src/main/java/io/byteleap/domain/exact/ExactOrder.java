package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a worker is told when its clock starts: the shape, the key of the B that all share, for
/// each of 1 to 64 of its units the key of its own A, and how long they work.
public record ExactOrder(
    ExactShape shape, MatrixKey keyOfB, SortedMap<UnitId, MatrixKey> keysOfA, Stint stint) {
  public static final int UNITS_MAX = 64;

  public ExactOrder {
    if (keysOfA.isEmpty() || keysOfA.size() > UNITS_MAX) {
      throw new IllegalArgumentException("1 to " + UNITS_MAX + " units must be asked");
    }
    keysOfA = Collections.unmodifiableSortedMap(new TreeMap<>(keysOfA));
  }

  /// Until the products are whole.
  public ExactOrder(ExactShape shape, MatrixKey keyOfB, SortedMap<UnitId, MatrixKey> keysOfA) {
    this(shape, keyOfB, keysOfA, new Stint.Whole());
  }

  /// The work of each unit, as parts of `challenge`.
  public List<ExactTask> tasks(ChallengeId challenge) {
    return keysOfA.entrySet().stream()
        .map(each -> new ExactTask(challenge, each.getKey(), shape, each.getValue(), keyOfB, stint))
        .toList();
  }
}
