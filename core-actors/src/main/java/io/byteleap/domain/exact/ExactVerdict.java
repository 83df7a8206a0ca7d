package io.byteleap.domain.exact;

/// What came of looking at an opening.
public sealed interface ExactVerdict {
  /// Every row that was opened is that of the product.
  record Sound() implements ExactVerdict {}

  /// The first rule that failed, and in which of the opened rows (-1: in none of them).
  record Refused(ExactRefusal why, int row) implements ExactVerdict {
    public static final int NO_ROW = -1;

    public Refused(ExactRefusal why) {
      this(why, NO_ROW);
    }
  }
}
