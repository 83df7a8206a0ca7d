package io.byteleap.miner.challenge;

import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.miner.challenge.Ending.Cause;
import java.time.Instant;

/// Where one unit's part of a challenge of version 2 is. What happens to one says nothing about
/// another.
///
/// ```
/// Computing -> Committing -> Asked -> Opening -> Delivering -> Over
///     |            |           |         |           |          ^
///     +------------+-----------+---------+-----------+----------+
/// ```
sealed interface UnitLeg {
  /// The worker computes.
  record Computing() implements UnitLeg {}

  /// The validator is told the commitment to this much, in the telegram of this number.
  record Committing(int telegram, Extent extent) implements UnitLeg {}

  /// The validator has asked for rows, and the worker has not been asked yet.
  record Asked(OpeningRequest request) implements UnitLeg {}

  /// The worker opens them until `until`; its answer has this message id.
  record Opening(OpeningRequest request, String messageId, Instant until) implements UnitLeg {}

  /// The validator is told the opening, in the telegram of this number.
  record Delivering(int telegram) implements UnitLeg {}

  /// The validator is told that there is none; whatever it answers, it ended so.
  record GivingUp(int telegram, Cause cause, String why) implements UnitLeg {}

  record Over(Ending ending) implements UnitLeg {}

  /// Whether the worker has still something to do for it.
  default boolean needsWorker() {
    return switch (this) {
      case Computing _, Committing _, Asked _, Opening _ -> true;
      case Delivering _, GivingUp _, Over _ -> false;
    };
  }

  /// Whether an opening is in this process's memory, or may be soon.
  default boolean holdsOpening() {
    return switch (this) {
      case Opening _, Delivering _ -> true;
      case Computing _, Committing _, Asked _, GivingUp _, Over _ -> false;
    };
  }

  /// Whether the telegram of this number is about it.
  default boolean isIn(int number) {
    return switch (this) {
      case Committing(int telegram, _) -> telegram == number;
      case Delivering(int telegram) -> telegram == number;
      case GivingUp(int telegram, _, _) -> telegram == number;
      case Computing _, Asked _, Opening _, Over _ -> false;
    };
  }

  /// The step under way, for people.
  default String doing() {
    return switch (this) {
      case Computing _ -> "computing";
      case Committing _ -> "committing";
      case Asked _, Opening _ -> "opening";
      case Delivering _ -> "delivering";
      case GivingUp _ -> "giving up";
      case Over _ -> "over";
    };
  }
}
