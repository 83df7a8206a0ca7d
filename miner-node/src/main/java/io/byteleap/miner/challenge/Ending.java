package io.byteleap.miner.challenge;

import java.util.Locale;

/// How a challenge ended on the miner's side.
public sealed interface Ending {
  /// The validator has all that it asked for.
  record Delivered() implements Ending {}

  record Abandoned(Cause cause, String why) implements Ending {}

  enum Cause {
    /// The worker got another task first, or was no longer connected.
    WORKER_NOT_IDLE,
    /// The worker said that it cannot do it.
    WORKER_FAILED,
    /// The worker was lost before it was done.
    WORKER_LOST,
    /// The worker did not answer in time.
    WORKER_LATE,
    VALIDATOR_REFUSED,
    VALIDATOR_UNREACHABLE,
    /// A fault of ours.
    INTERNAL_ERROR;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
