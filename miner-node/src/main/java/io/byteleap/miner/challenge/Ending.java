package io.byteleap.miner.challenge;

import io.byteleap.domain.units.Label;
import io.byteleap.miner.event.MinerEvent;
import java.util.Locale;

/// How a challenge ended on the miner's side.
public sealed interface Ending {
  /// The validator has all that it asked for.
  record Delivered() implements Ending {}

  record Abandoned(Cause cause, String why) implements Ending {}

  /// A word for figures and lists: the cause, or `none`.
  default String word() {
    return switch (this) {
      case Delivered() -> MinerEvent.DELIVERED;
      case Abandoned(var cause, _) -> cause.word();
    };
  }

  /// Why it was abandoned; nothing when it was not.
  default Label reason() {
    return switch (this) {
      case Delivered() -> Label.NONE;
      case Abandoned(_, var why) -> Label.of(why);
    };
  }

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
    /// The miner shuts down, and the time for that was over.
    MINER_STOPPING,
    /// A fault of ours.
    INTERNAL_ERROR;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
