package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;

/// All that one unit needs to compute its product, for as long as it is to, and to commit to it.
public record ExactTask(
    ChallengeId challenge,
    UnitId unit,
    ExactShape shape,
    MatrixKey keyOfA,
    MatrixKey keyOfB,
    Stint stint) {
  /// Until the product is whole.
  public ExactTask(
      ChallengeId challenge, UnitId unit, ExactShape shape, MatrixKey keyOfA, MatrixKey keyOfB) {
    this(challenge, unit, shape, keyOfA, keyOfB, new Stint.Whole());
  }

  /// What `made`, a product of this work with as many rows as it has, is of it.
  public Extent extent(ExactShape made) {
    return switch (stint) {
      case Stint.Whole() -> new Extent.Whole();
      case Stint.Within _ -> new Extent.First(made.rows());
    };
  }

  /// The same work, of which this much was made.
  public ExactTask of(Extent extent) {
    return new ExactTask(challenge, unit, extent.of(shape), keyOfA, keyOfB, stint);
  }
}
