package io.byteleap.domain.exact;

/// How much of its product a unit commits to.
public sealed interface Extent {
  /// All rows.
  record Whole() implements Extent {}

  /// The first `rows`, 1 to [ExactShape#SIZE_MAX].
  record First(int rows) implements Extent {
    public First {
      if (rows < 1 || rows > ExactShape.SIZE_MAX) {
        throw new IllegalArgumentException("rows must be 1 to " + ExactShape.SIZE_MAX);
      }
    }
  }

  /// Whether a unit that was asked for a product of this size, and worked as `bell` says, may
  /// commit to that much.
  default boolean answers(int size, Bell bell) {
    return switch (this) {
      case Whole() -> bell instanceof Bell.None;
      case First(int rows) -> bell instanceof Bell.At && rows <= size;
    };
  }

  /// This much of a product of `shape`, which has as many rows.
  default ExactShape of(ExactShape shape) {
    return switch (this) {
      case Whole() -> shape;
      case First(int rows) -> shape.first(rows);
    };
  }
}
