package io.byteleap.domain.exact;

import java.util.Optional;

/// Computes whole products for one unit: all processor cores together, or one GPU.
public interface ExactEngine {
  /// Why this unit will not do a work of this shape (its matrices do not fit, it is too large);
  /// empty when it will. Never attempts it.
  Optional<String> refusal(ExactShape shape);

  /// Computes the product and its tree, for as long as the task's stint is: the first rows, and one
  /// block of them at least; without a stint, all. Blocks; on any thread, one work at a time.
  /// `checkpoint` runs every few milliseconds, on whatever thread is at work; what it throws ends
  /// the work, frees what it held and is thrown on. Other failures (out of memory, a lost card) are
  /// an [ExactFailure] that says which.
  ExactProduct compute(ExactTask task, Runnable checkpoint);
}
