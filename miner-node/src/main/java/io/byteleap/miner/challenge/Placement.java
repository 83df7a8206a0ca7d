package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Who works on a challenge: the worker that it is meant for, or any idle one that can do it; or
/// why nobody does.
sealed interface Placement {
  record Placed(ChallengeId id, Entry worker) implements Placement {}

  record NotPlaced(Refusal why) implements Placement {}

  enum Refusal {
    UNREADABLE_ID,
    ALREADY_RUNNING,
    TOO_MANY_RUNNING,
    UNKNOWN_WORKER,
    WORKER_NOT_CONNECTED,
    WORKER_BUSY,
    NOBODY_IDLE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `running` are the challenges that have a courier, and who works on them.
  static Placement of(
      ComputeChallenge challenge, List<Entry> roster, Map<ChallengeId, WorkerId> running) {
    return switch (Decoded.of(() -> new ChallengeId(challenge.challengeId()))) {
      case Decoded.Refused<ChallengeId> _ -> new NotPlaced(Refusal.UNREADABLE_ID);
      case Decoded.Read<ChallengeId>(var id) when running.containsKey(id) ->
          new NotPlaced(Refusal.ALREADY_RUNNING);
      case Decoded.Read<ChallengeId> _ when running.size() >= WorkerRegistry.WORKERS_MAX ->
          new NotPlaced(Refusal.TOO_MANY_RUNNING);
      case Decoded.Read<ChallengeId>(var id) ->
          challenge.targetWorkerId().isEmpty()
              ? withAnybody(id, challenge.challengeType(), roster, running)
              : withTarget(id, challenge.targetWorkerId(), roster, running);
    };
  }

  private static Placement withAnybody(
      ChallengeId id, String capability, List<Entry> roster, Map<ChallengeId, WorkerId> running) {
    return roster.stream()
        .filter(entry -> isIdle(entry, running))
        .filter(entry -> entry.view().report().capabilities().contains(capability))
        .findFirst()
        .<Placement>map(entry -> new Placed(id, entry))
        .orElse(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  private static Placement withTarget(
      ChallengeId id, String target, List<Entry> roster, Map<ChallengeId, WorkerId> running) {
    return roster.stream()
        .filter(entry -> entry.view().id().value().equals(target))
        .findFirst()
        .map(entry -> withTarget(id, entry, running))
        .orElse(new NotPlaced(Refusal.UNKNOWN_WORKER));
  }

  private static Placement withTarget(
      ChallengeId id, Entry entry, Map<ChallengeId, WorkerId> running) {
    if (entry.view().status() instanceof WorkerView.Offline) {
      return new NotPlaced(Refusal.WORKER_NOT_CONNECTED);
    }
    return isIdle(entry, running) ? new Placed(id, entry) : new NotPlaced(Refusal.WORKER_BUSY);
  }

  /// Idle, and not about to get a task from a courier that has just left.
  static boolean isIdle(Entry entry, Map<ChallengeId, WorkerId> running) {
    return entry.view().isIdle() && !running.containsValue(entry.view().id());
  }
}
