package io.byteleap.miner.event;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;

/// Something that happened under one hotkey of a miner, told by the actor that saw it. What others
/// said is a label in it; it holds no secrets.
public sealed interface MinerEvent {
  /// A worker's connection registered; `address` is where it connects from.
  record WorkerAppeared(WorkerId worker, Label name, String address) implements MinerEvent {}

  /// A connected worker got a task, or is free again.
  record WorkerChanged(WorkerId worker, Activity activity) implements MinerEvent {}

  /// A worker is no longer connected.
  record WorkerLeft(WorkerId worker) implements MinerEvent {}

  /// Nothing is known of a worker any more.
  record WorkerForgotten(WorkerId worker) implements MinerEvent {}

  enum Activity {
    ONLINE,
    BUSY
  }

  /// A challenge is on its way to a worker.
  record ChallengeBegan(ChallengeId challenge, WorkerId worker, Hotkey validator)
      implements MinerEvent {}

  /// A challenge is over; `cause` is `none` when it was delivered.
  record ChallengeEnded(
      ChallengeId challenge, WorkerId worker, Hotkey validator, String cause, Label why)
      implements MinerEvent {
    public boolean isDelivered() {
      return cause.equals(DELIVERED);
    }
  }

  /// The `cause` of a challenge that was delivered.
  String DELIVERED = "none";

  /// A challenge was not taken.
  record ChallengeNotTaken(Label challenge, Hotkey validator, String cause) implements MinerEvent {}

  /// We work with this validator from now on, which is reached at `endpoint`.
  record ValidatorChosen(Hotkey validator, String endpoint) implements MinerEvent {}

  /// We do not work with this validator any more.
  record ValidatorDropped(Hotkey validator) implements MinerEvent {}

  /// There is a new session with this validator; whether it signed the handshake.
  record SessionOpened(Hotkey validator, boolean signed) implements MinerEvent {}

  /// The session with this validator is no good any more.
  record SessionLost(Hotkey validator, Label why) implements MinerEvent {}

  /// A call or a handshake came to nothing.
  record CallFailed(Hotkey validator, Failure failure, Label why) implements MinerEvent {}

  enum Failure {
    /// The validator said no.
    REFUSED,
    /// The validator did not answer.
    UNREACHABLE
  }

  record HeartbeatTaken(Hotkey validator, int workers) implements MinerEvent {}

  record HeartbeatRefused(Hotkey validator, Label why) implements MinerEvent {}

  record HeartbeatLost(Hotkey validator, Label why) implements MinerEvent {}
}
