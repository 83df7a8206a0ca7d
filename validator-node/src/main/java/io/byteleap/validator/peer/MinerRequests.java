package io.byteleap.validator.peer;

import io.byteleap.actor.Entities;
import io.byteleap.actor.Questions;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.enrolment.TokenDesk;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;

/// What a miner can ask for inside a session: to take a heartbeat, to hand out challenges, to take
/// commitments and proofs, to give enrolment tokens. Each goes to the miner's own ledger or round,
/// or to the desk for tokens; what they refuse is an answer too.
final class MinerRequests {
  private final Entities<ScoringEntity.Command> ledgers;
  private final Entities<ChallengeRound.Command> rounds;
  private final RecipientRef<TokenDeskActor.Command> tokens;
  private final Questions questions;
  private final InstantSource clock;
  private final PeerWitness witness;

  MinerRequests(
      PeerHandler.Journeys journeys,
      PeerWitness witness,
      Questions questions,
      InstantSource clock) {
    this.ledgers = journeys.ledgers();
    this.rounds = journeys.rounds();
    this.tokens = journeys.tokens();
    this.questions = questions;
    this.clock = clock;
    this.witness = witness;
  }

  /// `roundTrip` is of the session in which the payload came. The stage fails when nobody answers
  /// in time.
  CompletionStage<Answer> act(Hotkey miner, Payload payload, RoundTrip roundTrip) {
    return switch (payload) {
      case Payload.Heartbeat heartbeat -> heartbeat(miner, heartbeat);
      case Payload.TaskPoll _ -> poll(miner);
      case Payload.EnrolTokenQuery(var workerId) -> token(miner, workerId);
      case Payload.CommitmentData data -> commit(miner, data);
      case Payload.ProofData data -> prove(miner, data);
      case Payload.ExactCommitments data -> commit(miner, data, roundTrip);
      case Payload.ExactOpening data -> open(miner, data);
    };
  }

  private CompletionStage<Answer> heartbeat(Hotkey miner, Payload.Heartbeat heartbeat) {
    return switch (Decoded.of(() -> heartbeat.data().toReport())) {
      case Decoded.Refused<HeartbeatReport>(var why) ->
          done(new Answer.Failed(why.value(), ErrorCode.HEARTBEAT_PROCESSING_FAILED.number()));
      case Decoded.Read<HeartbeatReport>(var report) ->
          this.<ScoringEntity.Command, ScoringEntity.Taken>ask(
                  ledgers.of(miner), replyTo -> new ScoringEntity.Heartbeat(report, replyTo))
              .thenApply(taken -> taken(miner, heartbeat, taken));
    };
  }

  private Answer taken(Hotkey miner, Payload.Heartbeat heartbeat, ScoringEntity.Taken taken) {
    witness.heard(miner, heartbeat.data(), clock.instant());
    String more =
        taken.refused() == 0
            ? ""
            : ", " + taken.refused() + " over the limit of workers were not counted";
    return new Answer.HeartbeatTaken(
        "Processed heartbeat for " + taken.accepted() + " workers" + more,
        taken.accepted(),
        clock.instant());
  }

  private CompletionStage<Answer> token(Hotkey miner, String workerId) {
    return switch (Decoded.of(() -> new WorkerId(workerId))) {
      case Decoded.Refused<WorkerId>(var why) ->
          done(new Answer.EnrolTokenDenied(workerId, ErrorCode.INVALID_REQUEST.number(), why));
      case Decoded.Read<WorkerId>(var worker) ->
          this.<TokenDeskActor.Command, TokenDeskActor.Reply>ask(
                  tokens, replyTo -> new TokenDeskActor.Ask(miner, worker, replyTo))
              .thenApply(reply -> told(workerId, reply));
    };
  }

  /// A denial lets the miner go on to the next validator.
  private static Answer told(String workerId, TokenDeskActor.Reply reply) {
    return switch (reply) {
      case TokenDeskActor.Token(var grant) -> new Answer.EnrolTokenGiven(workerId, grant);
      case TokenDeskActor.Pending(var tryAgainIn) ->
          new Answer.EnrolTokenPending(workerId, seconds(tryAgainIn));
      case TokenDeskActor.Denied(var reason, var says) ->
          new Answer.EnrolTokenDenied(workerId, code(reason).number(), Label.of(says));
    };
  }

  private static int seconds(Duration duration) {
    return Math.clamp(duration.plusNanos(999_999_999).toSeconds(), 0, Integer.MAX_VALUE);
  }

  private static ErrorCode code(TokenDesk.Reason reason) {
    return switch (reason) {
      case WORKER_NOT_PRESENT -> ErrorCode.INVALID_REQUEST;
      case TOO_MANY_REQUESTS, NO_ISSUER, ISSUER_REFUSED, ISSUER_LATE, OUR_FAULT ->
          ErrorCode.NETWORK_ERROR;
    };
  }

  private CompletionStage<Answer> poll(Hotkey miner) {
    return this.<ChallengeRound.Command, ChallengeRound.Collected>ask(
            rounds.of(miner), ChallengeRound.Collect::new)
        .thenApply(collected -> tasks(miner, collected, clock.instant()));
  }

  /// A miner that is to come to a muster is told in how long that opens, rounded up to a
  /// millisecond; none is sent away for longer than can be said.
  static Answer.Tasks tasks(Hotkey miner, ChallengeRound.Collected collected, Instant now) {
    return new Answer.Tasks(
        Stream.concat(
                collected.challenges().stream().map(spec -> task(miner, spec)),
                collected.keyed().stream().map(keyed -> task(miner, keyed)))
            .toList(),
        now,
        collected.nextOpening().map(opening -> left(now, opening)));
  }

  private static Duration left(Instant now, Instant opening) {
    long millis = Duration.between(now, opening).plusNanos(999_999).toMillis();
    return Duration.ofMillis(Math.clamp(millis, 0, Answer.Tasks.POLL_AGAIN_MAX.toMillis()));
  }

  private static Answer.ComputeChallenge task(Hotkey miner, ChallengeRound.Keyed keyed) {
    return task(miner, keyed.spec(), ExactParts.write(keyed.order()));
  }

  private static Answer.ComputeChallenge task(Hotkey miner, ChallengeSpec spec) {
    return task(miner, spec, ChallengeParts.write(spec.work()));
  }

  private static Answer.ComputeChallenge task(Hotkey miner, ChallengeSpec spec, JsonObject work) {
    var data =
        JsonObject.builder()
            .putAll(work)
            .put("challenge_id", spec.id().value())
            .put("worker_id", spec.worker().value())
            .put("miner_hotkey", miner.value())
            .build();
    return new Answer.ComputeChallenge(
        spec.id().value(),
        ChallengeParts.typeOf(spec.work()),
        data,
        Math.toIntExact(spec.patience().commit().toSeconds()),
        spec.worker().value());
  }

  private CompletionStage<Answer> commit(Hotkey miner, Payload.CommitmentData data) {
    if (data.challengeId().isEmpty() || data.workerId().isEmpty() || data.commitments().isEmpty()) {
      return done(failed("Missing challenge_id, worker_id, or commitments"));
    }
    return phase1(
        miner,
        data.challengeId(),
        data.workerId(),
        (by, replyTo) ->
            new ChallengeRound.CommitRoots(
                by.challenge(), by.worker(), data.commitments(), replyTo));
  }

  private CompletionStage<Answer> commit(
      Hotkey miner, Payload.ExactCommitments data, RoundTrip roundTrip) {
    return phase1(
        miner,
        data.challengeId(),
        data.workerId(),
        (by, replyTo) ->
            new ChallengeRound.CommitUnits(
                by.challenge(), by.worker(), data.units(), roundTrip, replyTo));
  }

  private CompletionStage<Answer> phase1(
      Hotkey miner,
      String challengeId,
      String workerId,
      BiFunction<Committer, ActorRef<ChallengeRound.Answer>, ChallengeRound.Command> message) {
    return switch (Decoded.of(
        () -> new Committer(new ChallengeId(challengeId), new WorkerId(workerId)))) {
      case Decoded.Refused<Committer>(var why) -> done(failed(why.value()));
      case Decoded.Read<Committer>(var by) ->
          this.<ChallengeRound.Command, ChallengeRound.Answer>ask(
                  rounds.of(miner), replyTo -> message.apply(by, replyTo))
              .thenApply(answer -> told(challengeId, answer));
    };
  }

  private record Committer(ChallengeId challenge, WorkerId worker) {}

  private CompletionStage<Answer> prove(Hotkey miner, Payload.ProofData data) {
    if (data.challengeId().isEmpty() || data.proof().units().isEmpty()) {
      return done(failed("Missing challenge_id or proofs"));
    }
    return phase2(
        miner,
        data.challengeId(),
        (challenge, replyTo) -> new ChallengeRound.SubmitProof(challenge, data.proof(), replyTo));
  }

  private CompletionStage<Answer> open(Hotkey miner, Payload.ExactOpening data) {
    return phase2(
        miner,
        data.challengeId(),
        (challenge, replyTo) -> new ChallengeRound.OpenRows(challenge, data.opening(), replyTo));
  }

  private CompletionStage<Answer> phase2(
      Hotkey miner,
      String challengeId,
      BiFunction<ChallengeId, ActorRef<ChallengeRound.Answer>, ChallengeRound.Command> message) {
    return switch (Decoded.of(() -> new ChallengeId(challengeId))) {
      case Decoded.Refused<ChallengeId>(var why) -> done(failed(why.value()));
      case Decoded.Read<ChallengeId>(var challenge) ->
          this.<ChallengeRound.Command, ChallengeRound.Answer>ask(
                  rounds.of(miner), replyTo -> message.apply(challenge, replyTo))
              .thenApply(answer -> told(challengeId, answer));
    };
  }

  private static Answer told(String challengeId, ChallengeRound.Answer answer) {
    return switch (answer) {
      case ChallengeRound.TargetsDrawn(var targets) -> new Answer.ProofRequests(targets);
      case ChallengeRound.ProofStored() -> new Answer.ProofQueued(challengeId);
      case ChallengeRound.UnitsAnswered(var requests, var refused) ->
          new Answer.ExactRequests(requests, refused);
      case ChallengeRound.Busy(var says) ->
          new Answer.Failed(says, ErrorCode.INVALID_RESPONSE.number());
      case ChallengeRound.Refused(var says) -> failed(says);
    };
  }

  private static Answer failed(String says) {
    return new Answer.Failed(says, ErrorCode.CHALLENGE_PROCESSING_FAILED.number());
  }

  private <C, R> CompletionStage<R> ask(
      RecipientRef<C> recipient, Function<ActorRef<R>, C> message) {
    return questions.ask(recipient, message);
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }
}
