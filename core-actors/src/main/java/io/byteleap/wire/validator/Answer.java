package io.byteleap.wire.validator;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What a validator answers inside an encrypted session.
public sealed interface Answer {
  record HeartbeatTaken(String message, int workersProcessed, Instant timestamp)
      implements Answer {}

  /// The challenges handed out; none is `no_task`. A miner is asked to poll again in `pollAgain`, 0
  /// to [#POLL_AGAIN_MAX] in whole milliseconds, when it is to come at an instant; empty: as ever.
  record Tasks(List<ComputeChallenge> challenges, Instant timestamp, Optional<Duration> pollAgain)
      implements Answer {
    public static final Duration POLL_AGAIN_MAX = Duration.ofMinutes(5);

    public Tasks {
      challenges = List.copyOf(challenges);
      pollAgain.ifPresent(Tasks::check);
    }

    /// After which the miner polls as ever.
    public Tasks(List<ComputeChallenge> challenges, Instant timestamp) {
      this(challenges, timestamp, Optional.empty());
    }

    private static void check(Duration pollAgain) {
      if (pollAgain.isNegative()
          || pollAgain.compareTo(POLL_AGAIN_MAX) > 0
          || !pollAgain.equals(pollAgain.truncatedTo(ChronoUnit.MILLIS))) {
        throw new IllegalArgumentException(
            "pollAgain is 0 to %d ms, and whole ones, is %s"
                .formatted(POLL_AGAIN_MAX.toMillis(), pollAgain));
      }
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

  /// What came of the units of one message of challenge v2: those in `requests` are to open rows,
  /// the part of those in `refused` has ended.
  record ExactRequests(List<UnitRows> requests, List<UnitRefusal> refused) implements Answer {
    public ExactRequests {
      requests = List.copyOf(requests);
      refused = List.copyOf(refused);
    }
  }

  /// The validator asks for nothing.
  record NothingToProve(String message) implements Answer {}

  record ProofQueued(String challengeId) implements Answer {}

  /// What came of asking for an enrolment token; `workerId` is whom it is for.
  sealed interface EnrolTokenAnswer extends Answer {
    String workerId();
  }

  record EnrolTokenGiven(String workerId, EnrolGrant grant) implements EnrolTokenAnswer {}

  /// There will be a token; ask again after so many seconds.
  record EnrolTokenPending(String workerId, int tryAgainSeconds) implements EnrolTokenAnswer {
    /// Where the validator names no time.
    public static final int TRY_AGAIN_SECONDS_USUAL = 5;
  }

  /// There is none to be had here; `code` is not 0.
  record EnrolTokenDenied(String workerId, int code, Label why) implements EnrolTokenAnswer {}

  /// The request was understood and refused.
  record Failed(String error, int errorCode) implements Answer {}
}
