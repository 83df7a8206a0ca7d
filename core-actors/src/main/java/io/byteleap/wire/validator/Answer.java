package io.byteleap.wire.validator;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// What a validator answers inside an encrypted session.
public sealed interface Answer {
  record HeartbeatTaken(String message, int workersProcessed, Instant timestamp)
      implements Answer {}

  /// The challenges handed out; none is `no_task`.
  record Tasks(List<ComputeChallenge> challenges, Instant timestamp) implements Answer {
    public Tasks {
      challenges = List.copyOf(challenges);
    }
  }

  /// One challenge: its `data` as the worker needs it, `timeoutSeconds` 1 to 300, and for which
  /// worker it is (empty: any).
  record ComputeChallenge(
      String challengeId,
      String challengeType,
      JsonObject data,
      int timeoutSeconds,
      String targetWorkerId) {
    public ComputeChallenge withTimeout(int seconds) {
      return new ComputeChallenge(challengeId, challengeType, data, seconds, targetWorkerId);
    }
  }

  /// What the worker is to open.
  record ProofRequests(List<UnitTargets> targets) implements Answer {
    public ProofRequests {
      targets = List.copyOf(targets);
    }
  }

  /// The validator asks for nothing.
  record NothingToProve(String message) implements Answer {}

  record ProofQueued(String challengeId) implements Answer {}

  /// The request was understood and refused.
  record Failed(String error, int errorCode) implements Answer {}
}
