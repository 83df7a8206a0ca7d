package io.byteleap.validator.peer;

import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.scoring.MinerLedger.HeartbeatTaken;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Bytes;
import io.byteleap.json.JsonObject;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseHandler;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.peer.MinerSession.OpenReply;
import io.byteleap.validator.peer.MinerSession.SealReply;
import io.byteleap.validator.peer.MinerSession.ShakeReply;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.PlainError;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SessionInit;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to a miner's request behind the door: a handshake, or a box that is opened, read,
/// acted on and answered with a box. Refusals before a session is there are in plain text, with the
/// codes to which miners react.
public final class PeerHandler implements SynapseHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PeerHandler.class);
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(8);

  private final Entities<MinerSession.Command> sessions;
  private final Entities<ScoringEntity.Command> ledgers;
  private final Entities<ChallengeRound.Command> rounds;
  private final Scheduler scheduler;
  private final InstantSource clock;

  /// Whom the handler asks.
  public record Journeys(
      Entities<MinerSession.Command> sessions,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds) {}

  public PeerHandler(Journeys journeys, Scheduler scheduler, InstantSource clock) {
    this.sessions = journeys.sessions();
    this.ledgers = journeys.ledgers();
    this.rounds = journeys.rounds();
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @Override
  public CompletionStage<String> handle(SynapseCall call) {
    return call.type() == SynapseType.SESSION_INIT ? shake(call) : converse(call);
  }

  private CompletionStage<String> shake(SynapseCall call) {
    if (call.request().isEmpty()) {
      return plain(ErrorCode.HANDSHAKE_FAILED, "Empty session init request");
    }
    return switch (SessionInit.decodeRequest(call.request(), clock.instant())) {
      case Decoded.Refused<SessionInit.Request>(var why) ->
          plain(ErrorCode.HANDSHAKE_FAILED, why.value());
      case Decoded.Read<SessionInit.Request>(var request) ->
          this.<MinerSession.Command, ShakeReply>ask(
                  sessions.of(call.caller()),
                  replyTo ->
                      new MinerSession.Shake(request.minerKey(), request.clientNonce(), replyTo))
              .thenApply(PeerHandler::shaken);
    };
  }

  private static String shaken(ShakeReply reply) {
    return switch (reply) {
      case MinerSession.Shaken(var key, var session, var nonce, var expiresAt) ->
          new SessionInit.Response(key, session, nonce, expiresAt).toText();
      case MinerSession.ShakeRefused(var says) ->
          PlainError.of(ErrorCode.HANDSHAKE_FAILED, says).toText();
    };
  }

  private CompletionStage<String> converse(SynapseCall call) {
    if (call.request().isEmpty()) {
      return plain(ErrorCode.BAD_AAD, "Session decryption failed: Empty synapse request data");
    }
    return switch (SealedPackage.decode(call.request())) {
      case Decoded.Refused<SealedBox>(var why) ->
          plain(ErrorCode.SESSION_UNKNOWN, "Malformed encrypted package: " + why);
      case Decoded.Read<SealedBox>(var box) ->
          this.<MinerSession.Command, OpenReply>ask(
                  sessions.of(call.caller()),
                  replyTo -> new MinerSession.Open(box, call.type().messageType(), replyTo))
              .thenCompose(reply -> opened(call, box, reply));
    };
  }

  private CompletionStage<String> opened(SynapseCall call, SealedBox box, OpenReply reply) {
    return switch (reply) {
      case MinerSession.Opened(var plaintext) -> read(call, box.session(), plaintext);
      case MinerSession.NoSession() ->
          plain(ErrorCode.SESSION_EXPIRED, "Session not found or expired: " + box.session());
      case MinerSession.RateLimited() -> plain(ErrorCode.NETWORK_ERROR, "rate_limited");
      case MinerSession.OpenRefused(var why) when why == Opening.Why.BAD_SEQUENCE ->
          plain(
              ErrorCode.SEQUENCE_ERROR,
              "SEQUENCE_ERROR:4020:Replay detected or sequence out of window");
      case MinerSession.OpenRefused(var why) ->
          plain(ErrorCode.SESSION_UNKNOWN, "Decryption failed: " + why);
    };
  }

  private CompletionStage<String> read(SynapseCall call, SessionId session, Bytes plaintext) {
    return switch (PayloadCodec.decode(call.type(), plaintext, clock.instant())) {
      case Decoded.Refused<Payload>(var why) ->
          plain(ErrorCode.BAD_AAD, "Session decryption failed: " + why);
      case Decoded.Read<Payload>(var payload) ->
          act(call.caller(), payload)
              .exceptionally(failure -> unable(call, failure))
              .thenCompose(answer -> seal(call, session, answer));
    };
  }

  private CompletionStage<Answer> act(Hotkey miner, Payload payload) {
    return switch (payload) {
      case Payload.Heartbeat heartbeat -> heartbeat(miner, heartbeat);
      case Payload.TaskPoll _ -> poll(miner);
      case Payload.CommitmentData data -> commit(miner, data);
      case Payload.ProofData data -> prove(miner, data);
    };
  }

  private CompletionStage<Answer> heartbeat(Hotkey miner, Payload.Heartbeat heartbeat) {
    return switch (Decoded.of(() -> heartbeat.data().toReport())) {
      case Decoded.Refused<HeartbeatReport>(var why) ->
          done(new Answer.Failed(why.value(), ErrorCode.HEARTBEAT_PROCESSING_FAILED.number()));
      case Decoded.Read<HeartbeatReport>(var report) ->
          this.<ScoringEntity.Command, HeartbeatTaken>ask(
                  ledgers.of(miner), replyTo -> new ScoringEntity.Heartbeat(report, replyTo))
              .thenApply(this::taken);
    };
  }

  private Answer taken(HeartbeatTaken taken) {
    String more =
        taken.refused() == 0
            ? ""
            : ", " + taken.refused() + " over the limit of workers were not counted";
    return new Answer.HeartbeatTaken(
        "Processed heartbeat for " + taken.accepted() + " workers" + more,
        taken.accepted(),
        clock.instant());
  }

  private CompletionStage<Answer> poll(Hotkey miner) {
    return this.<ChallengeRound.Command, ChallengeRound.Collected>ask(
            rounds.of(miner), ChallengeRound.Collect::new)
        .thenApply(
            collected ->
                new Answer.Tasks(
                    collected.challenges().stream().map(spec -> task(miner, spec)).toList(),
                    clock.instant()));
  }

  private static Answer.ComputeChallenge task(Hotkey miner, ChallengeSpec spec) {
    var data =
        JsonObject.builder()
            .putAll(ChallengeParts.write(spec.matrix()))
            .put("challenge_id", spec.id().value())
            .put("worker_id", spec.worker().value())
            .put("miner_hotkey", miner.value())
            .build();
    return new Answer.ComputeChallenge(
        spec.id().value(),
        ChallengeParts.CPU_MATRIX,
        data,
        Math.toIntExact(spec.patience().commit().toSeconds()),
        spec.worker().value());
  }

  private CompletionStage<Answer> commit(Hotkey miner, Payload.CommitmentData data) {
    if (data.challengeId().isEmpty() || data.workerId().isEmpty() || data.commitments().isEmpty()) {
      return done(failed("Missing challenge_id, worker_id, or commitments"));
    }
    return switch (Decoded.of(
        () -> new Committer(new ChallengeId(data.challengeId()), new WorkerId(data.workerId())))) {
      case Decoded.Refused<Committer>(var why) -> done(failed(why.value()));
      case Decoded.Read<Committer>(var by) ->
          this.<ChallengeRound.Command, ChallengeRound.Answer>ask(
                  rounds.of(miner),
                  replyTo ->
                      new ChallengeRound.CommitRoots(
                          by.challenge(), by.worker(), data.commitments(), replyTo))
              .thenApply(answer -> told(data.challengeId(), answer));
    };
  }

  private record Committer(ChallengeId challenge, WorkerId worker) {}

  private CompletionStage<Answer> prove(Hotkey miner, Payload.ProofData data) {
    if (data.challengeId().isEmpty() || data.proof().units().isEmpty()) {
      return done(failed("Missing challenge_id or proofs"));
    }
    return switch (Decoded.of(() -> new ChallengeId(data.challengeId()))) {
      case Decoded.Refused<ChallengeId>(var why) -> done(failed(why.value()));
      case Decoded.Read<ChallengeId>(var challenge) ->
          this.<ChallengeRound.Command, ChallengeRound.Answer>ask(
                  rounds.of(miner),
                  replyTo -> new ChallengeRound.SubmitProof(challenge, data.proof(), replyTo))
              .thenApply(answer -> told(data.challengeId(), answer));
    };
  }

  private static Answer told(String challengeId, ChallengeRound.Answer answer) {
    return switch (answer) {
      case ChallengeRound.TargetsDrawn(var targets) -> new Answer.ProofRequests(targets);
      case ChallengeRound.ProofStored() -> new Answer.ProofQueued(challengeId);
      case ChallengeRound.Refused(var says) -> failed(says);
    };
  }

  private static Answer failed(String says) {
    return new Answer.Failed(says, ErrorCode.CHALLENGE_PROCESSING_FAILED.number());
  }

  /// What we ourselves could not do is said as that; the miner may try again.
  private static Answer unable(SynapseCall call, Throwable failure) {
    LOG.warn(
        "request not carried out, miner={}, type={}, cause={}",
        call.caller(),
        call.type(),
        FailureCause.text(failure));
    return new Answer.Failed(
        "The validator could not process the request", ErrorCode.INVALID_RESPONSE.number());
  }

  private CompletionStage<String> seal(SynapseCall call, SessionId session, Answer answer) {
    return this.<MinerSession.Command, SealReply>ask(
            sessions.of(call.caller()),
            replyTo ->
                new MinerSession.Seal(
                    session, call.type().messageType(), AnswerCodec.encode(answer), replyTo))
        .thenApply(
            reply ->
                switch (reply) {
                  case MinerSession.Sealed(var box) -> SealedPackage.toText(box);
                  case MinerSession.SealRefused() ->
                      PlainError.of(
                              ErrorCode.SESSION_EXPIRED, "Session not found or expired: " + session)
                          .toText();
                });
  }

  private <C, R> CompletionStage<R> ask(
      RecipientRef<C> recipient, Function<ActorRef<R>, C> message) {
    return AskPattern.ask(recipient, message, ASK_TIMEOUT, scheduler);
  }

  private static CompletionStage<String> plain(ErrorCode code, String says) {
    return CompletableFuture.completedStage(PlainError.of(code, says).toText());
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }
}
