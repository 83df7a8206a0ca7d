package io.byteleap.validator.peer;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.transport.SynapseCall;
import io.byteleap.validator.metrics.ValidatorMetrics.RequestOutcome;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/// Puts what was said inside a session into words that may be kept.
final class Exchanges {
  private Exchanges() {}

  /// When a request was read, and how long its answer took.
  record Span(Instant began, Duration took) {}

  static Exchange of(
      SynapseCall call, Bytes plaintext, Answer answer, RequestOutcome outcome, Span span) {
    return new Exchange(
        span.began(),
        call.caller(),
        Label.of(call.type().name()),
        Label.of(outcome.name()),
        span.took(),
        plaintext.length(),
        new String(plaintext.toArray(), StandardCharsets.UTF_8),
        shown(answer));
  }

  /// Tokens and the keys of matrices may not be kept.
  private static String shown(Answer answer) {
    return switch (answer) {
      case Answer.EnrolTokenGiven(var worker, _) -> "a token for worker " + Label.of(worker);
      case Answer.Tasks(var challenges, _, _)
          when challenges.stream().anyMatch(Exchanges::hasKeys) ->
          challenges.stream()
              .map(task -> task.challengeType() + " " + Label.of(task.challengeId()))
              .collect(Collectors.joining(", "));
      case Answer.HeartbeatTaken _,
          Answer.Tasks _,
          Answer.ProofRequests _,
          Answer.ExactRequests _,
          Answer.NothingToProve _,
          Answer.ProofQueued _,
          Answer.EnrolTokenPending _,
          Answer.EnrolTokenDenied _,
          Answer.Failed _ ->
          new String(AnswerCodec.encode(answer).toArray(), StandardCharsets.UTF_8);
    };
  }

  private static boolean hasKeys(Answer.ComputeChallenge task) {
    return task.challengeType().equals(ExactParts.MATMUL_EXACT_V2);
  }
}
