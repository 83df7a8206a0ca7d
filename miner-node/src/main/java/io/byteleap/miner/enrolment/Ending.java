package io.byteleap.miner.enrolment;

import io.byteleap.domain.identity.Hotkey;

/// How a courier's errand ended.
sealed interface Ending {
  /// The worker has its token, which came from this validator.
  record Relayed(Hotkey from) implements Ending {}

  /// No validator gave one in time; the worker was told why.
  record NoneToBeHad(String why) implements Ending {}

  /// The worker was gone before.
  record WorkerGone() implements Ending {}

  /// A fault of ours.
  record CourierCrashed() implements Ending {}

  default String word() {
    return switch (this) {
      case Relayed _ -> "relayed";
      case NoneToBeHad _ -> "none_to_be_had";
      case WorkerGone() -> "worker_gone";
      case CourierCrashed() -> "internal_error";
    };
  }
}
