package io.byteleap.redteam;

/// What one unit does in one round of challenge v2, from having its keys to its last word.
@FunctionalInterface
interface ExactPlay {
  /// Plays the round at `desk`; returns the work done, as a share of the honest work.
  double play(ExactHand hand, ExactDesk desk);
}
