package io.byteleap.domain.exact;

import java.util.List;

/// A product that was computed, or as much of it as was to be, and from which rows can be opened
/// until it is closed. Keeps no more than its tree and what it takes to have single rows again.
public interface ExactProduct extends AutoCloseable {
  /// What the unit commits to.
  TreeHash root();

  /// The work's shape, with as many rows as were made.
  ExactShape made();

  /// The rows of these indices, in this order, with their paths; computed again where they were not
  /// kept. Blocks; on any thread, one request at a time. `checkpoint` as in [ExactEngine#compute].
  ///
  /// The indices are of rows that were made, distinct and ascending; anything else is a bug of the
  /// caller.
  List<OpenedRow> open(List<Integer> rows, Runnable checkpoint);

  /// Frees what it holds; nothing can be opened any more. Twice is once.
  @Override
  void close();
}
