package io.byteleap.redteam;

/// What one worker does in one round of challenge v1, from having its task to its last word.
@FunctionalInterface
interface MatrixPlay {
  /// Plays the round at `desk`; returns the work done, as a share of the honest work.
  double play(MatrixHand hand, MatrixDesk desk);
}
