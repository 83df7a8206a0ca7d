package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import java.util.List;
import java.util.Locale;

/// Who works on a challenge: the worker that it is meant for, or any idle one that can do it; or
/// why nobody does, for now or at all.
sealed interface Placement {
  record Placed(ChallengeId id, Entry worker) implements Placement {}

  /// The worker that it is meant for may still get it: it is busy, away for the moment, or has not
  /// come yet, or not said yet what it can do, when the roster was taken.
  record NotYet(ChallengeId id, Refusal why) implements Placement {}

  record NotPlaced(Refusal why) implements Placement {}

  enum Refusal {
    UNREADABLE_ID,
    /// A challenge of version 2 whose order cannot be read.
    UNREADABLE_ORDER,
    ALREADY_RUNNING,
    TOO_MANY_RUNNING,
    UNKNOWN_WORKER,
    WORKER_NOT_CONNECTED,
    WORKER_BUSY,
    WORKER_DRAINING,
    /// A worker that does not say that it can do challenges of version 2.
    WORKER_CANNOT,
    NOBODY_IDLE,
    MINER_STOPPING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Placement of(ComputeChallenge challenge, List<Entry> roster, Engaged engaged) {
    return switch (Decoded.of(() -> new ChallengeId(challenge.challengeId()))) {
      case Decoded.Refused<ChallengeId> _ -> new NotPlaced(Refusal.UNREADABLE_ID);
      case Decoded.Read<ChallengeId>(var id) when engaged.challenges().contains(id) ->
          new NotPlaced(Refusal.ALREADY_RUNNING);
      case Decoded.Read<ChallengeId> _ when !isReadable(challenge) ->
          new NotPlaced(Refusal.UNREADABLE_ORDER);
      case Decoded.Read<ChallengeId> _
          when engaged.challenges().size() >= WorkerRegistry.WORKERS_MAX ->
          new NotPlaced(Refusal.TOO_MANY_RUNNING);
      case Decoded.Read<ChallengeId>(var id) ->
          challenge.targetWorkerId().isEmpty()
              ? withAnybody(id, challenge.challengeType(), roster, engaged)
              : withTarget(id, challenge, roster, engaged);
    };
  }

  private static Placement withAnybody(
      ChallengeId id, String capability, List<Entry> roster, Engaged engaged) {
    return roster.stream()
        .filter(entry -> isIdle(entry, engaged))
        .filter(entry -> can(entry, capability))
        .findFirst()
        .<Placement>map(entry -> new Placed(id, entry))
        .orElse(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  private static boolean isReadable(ComputeChallenge challenge) {
    return !Courier.isExact(challenge)
        || Decoded.of(() -> ExactParts.readOrder(challenge.data())) instanceof Decoded.Read;
  }

  private static Placement withTarget(
      ChallengeId id, ComputeChallenge challenge, List<Entry> roster, Engaged engaged) {
    return roster.stream()
        .filter(entry -> entry.view().id().value().equals(challenge.targetWorkerId()))
        .findFirst()
        .map(entry -> withTarget(id, challenge, entry, engaged))
        .orElse(new NotYet(id, Refusal.UNKNOWN_WORKER));
  }

  private static Placement withTarget(
      ChallengeId id, ComputeChallenge challenge, Entry entry, Engaged engaged) {
    if (entry.view().status() instanceof WorkerView.Offline) {
      return new NotYet(id, Refusal.WORKER_NOT_CONNECTED);
    }
    if (entry.view().member().isDraining()) {
      return new NotPlaced(Refusal.WORKER_DRAINING);
    }
    if (Courier.isExact(challenge) && !can(entry, challenge.challengeType())) {
      return new NotYet(id, Refusal.WORKER_CANNOT);
    }
    return isIdle(entry, engaged) ? new Placed(id, entry) : new NotYet(id, Refusal.WORKER_BUSY);
  }

  private static boolean can(Entry entry, String capability) {
    return entry.view().report().capabilities().contains(capability);
  }

  /// Idle, and not about to get a task from a courier that has just left.
  static boolean isIdle(Entry entry, Engaged engaged) {
    return entry.view().isIdle() && !engaged.workers().contains(entry.view().id());
  }
}
