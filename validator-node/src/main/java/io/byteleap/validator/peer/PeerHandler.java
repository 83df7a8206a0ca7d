package io.byteleap.validator.peer;

import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.HandshakeOffer;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Bytes;
import io.byteleap.keys.Signer;
import io.byteleap.transport.HandshakeCheck;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseHandler;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.metrics.ValidatorMetrics.RequestOutcome;
import io.byteleap.validator.peer.MinerSession.OpenReply;
import io.byteleap.validator.peer.MinerSession.SealReply;
import io.byteleap.validator.peer.MinerSession.ShakeReply;
import io.byteleap.validator.presence.ScoringEntity;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to a miner's request behind the door: a handshake, or a box that is opened, read,
/// acted on and answered with a box. Refusals before a session is there are in plain text, with the
/// codes to which miners react. Every request is answered, also when we ourselves fail.
public final class PeerHandler implements SynapseHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PeerHandler.class);
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(8);
  private static final String OUR_FAULT = "The validator could not process the request";

  /// A handshake that was begun longer ago, or is of a time as far ahead, is somebody's recording.
  private static final Duration HANDSHAKE_AGE_MAX = Duration.ofMinutes(5);

  private final Entities<MinerSession.Command> sessions;
  private final MinerRequests requests;
  private final Handshakes handshakes;
  private final PeerWitness witness;
  private final ValidatorMetrics metrics;
  private final Questions questions;
  private final InstantSource clock;

  /// Whom the handler asks.
  public record Journeys(
      Entities<MinerSession.Command> sessions,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds,
      RecipientRef<TokenDeskActor.Command> tokens) {}

  /// How we prove in handshakes who we are, whom we ask to prove it too, and where the outcome is
  /// counted.
  public record Handshakes(Signer signer, HandshakePolicy policy, ValidatorMetrics metrics) {}

  /// What is said, and what to count it as.
  private record Reply(String text, RequestOutcome outcome) {
    static Reply plain(ErrorCode code, String says, RequestOutcome outcome) {
      return new Reply(PlainError.of(code, says).toText(), outcome);
    }

    static CompletionStage<Reply> now(ErrorCode code, String says, RequestOutcome outcome) {
      return CompletableFuture.completedStage(plain(code, says, outcome));
    }
  }

  public PeerHandler(
      Journeys journeys, Handshakes handshakes, ActorSystem<?> system, InstantSource clock) {
    this(journeys, handshakes, PeerWitness.NONE, system, clock);
  }

  public PeerHandler(
      Journeys journeys,
      Handshakes handshakes,
      PeerWitness witness,
      ActorSystem<?> system,
      InstantSource clock) {
    this.sessions = journeys.sessions();
    this.questions = new Questions(system, ASK_TIMEOUT);
    this.requests = new MinerRequests(journeys, witness, questions, clock);
    this.handshakes = handshakes;
    this.witness = witness;
    this.metrics = handshakes.metrics();
    this.clock = clock;
  }

  @Override
  public CompletionStage<String> handle(SynapseCall call) {
    return (call.type() == SynapseType.SESSION_INIT ? shake(call) : converse(call))
        .exceptionally(failure -> failed(call, failure))
        .thenApply(
            reply -> {
              metrics.request(call.type(), reply.outcome());
              return reply.text();
            });
  }

  @Override
  public void answered(SynapseType type, Duration took) {
    metrics.answered(type, took);
  }

  @Override
  public void turnedAway(int status) {
    metrics.turnedAway(status);
  }

  /// The miner drops its session and tries once more.
  private static Reply failed(SynapseCall call, Throwable failure) {
    note(call, failure);
    var code =
        call.type() == SynapseType.SESSION_INIT
            ? ErrorCode.HANDSHAKE_FAILED
            : ErrorCode.SESSION_UNKNOWN;
    return Reply.plain(code, OUR_FAULT, RequestOutcome.FAILED);
  }

  private static void note(SynapseCall call, Throwable failure) {
    LOG.warn(
        "request not carried out, miner={}, type={}, cause={}",
        call.caller(),
        call.type(),
        FailureCause.text(failure));
  }

  private CompletionStage<Reply> shake(SynapseCall call) {
    if (call.request().isEmpty()) {
      return handshakeRefused("Empty session init request");
    }
    return switch (SessionInit.decodeRequest(call.request(), clock.instant())) {
      case Decoded.Refused<SessionInit.Request>(var why) -> handshakeRefused(why.value());
      case Decoded.Read<SessionInit.Request>(var request) when !isFresh(request) ->
          handshakeRefused(
              "Handshake failed: created_at is more than "
                  + HANDSHAKE_AGE_MAX.toSeconds()
                  + " s from the validator's time");
      case Decoded.Read<SessionInit.Request>(var request) -> shake(call, request);
    };
  }

  private CompletionStage<Reply> shake(SynapseCall call, SessionInit.Request request) {
    var offer =
        new HandshakeOffer(
            call.caller(),
            handshakes.signer().hotkey(),
            request.minerKey(),
            request.clientNonce(),
            request.createdAt());
    return switch (HandshakeCheck.of(
        handshakes.policy(), request.proof(), call.caller(), offer.signedText())) {
      case HandshakeCheck.Refused(var says) -> handshakeRefused(says);
      case HandshakeCheck.Admitted(var proof) ->
          this.<ShakeReply>ask(
                  call,
                  replyTo ->
                      new MinerSession.Shake(request.minerKey(), request.clientNonce(), replyTo))
              .thenCompose(reply -> shaken(offer, proof, reply));
    };
  }

  private boolean isFresh(SessionInit.Request request) {
    return Duration.between(request.createdAt(), clock.instant()).abs().compareTo(HANDSHAKE_AGE_MAX)
        <= 0;
  }

  private CompletionStage<Reply> shaken(
      HandshakeOffer offer, HandshakeProof proof, ShakeReply reply) {
    return switch (reply) {
      case MinerSession.Shaken shaken -> {
        metrics.handshake(offer.client(), proof);
        yield CompletableFuture.completedStage(
            new Reply(answer(offer, proof, shaken).toText(), RequestOutcome.ANSWERED));
      }
      case MinerSession.ShakeRefused(var says) -> handshakeRefused(says);
    };
  }

  private SessionInit.Response answer(
      HandshakeOffer offer, HandshakeProof proof, MinerSession.Shaken shaken) {
    return new SessionInit.Response(
        shaken.serverKey(),
        shaken.session(),
        shaken.serverNonce(),
        shaken.expiresAt(),
        switch (proof) {
          case SIGNED -> signature(offer, shaken);
          case UNSIGNED -> new SessionInit.Unsigned();
        });
  }

  /// Who proves nothing gets nothing to check: the answer that the existing miners know.
  private SessionInit.Proof signature(HandshakeOffer offer, MinerSession.Shaken shaken) {
    var text =
        offer
            .answered(shaken.serverKey(), shaken.serverNonce())
            .signedText(shaken.session(), shaken.expiresAt());
    return new SessionInit.Signed(handshakes.signer().sign(text));
  }

  private CompletionStage<Reply> handshakeRefused(String says) {
    metrics.handshakeRefused();
    return Reply.now(ErrorCode.HANDSHAKE_FAILED, says, RequestOutcome.REFUSED);
  }

  private CompletionStage<Reply> converse(SynapseCall call) {
    if (call.request().isEmpty()) {
      return Reply.now(
          ErrorCode.BAD_AAD,
          "Session decryption failed: Empty synapse request data",
          RequestOutcome.MALFORMED);
    }
    return switch (SealedPackage.decode(call.request())) {
      case Decoded.Refused<SealedBox>(var why) ->
          Reply.now(
              ErrorCode.SESSION_UNKNOWN,
              "Malformed encrypted package: " + why,
              RequestOutcome.MALFORMED);
      case Decoded.Read<SealedBox>(var box) ->
          this.<OpenReply>ask(
                  call, replyTo -> new MinerSession.Open(box, call.type().messageType(), replyTo))
              .thenCompose(reply -> opened(call, box, reply));
    };
  }

  private CompletionStage<Reply> opened(SynapseCall call, SealedBox box, OpenReply reply) {
    return switch (reply) {
      case MinerSession.Opened opened -> read(call, box.session(), opened);
      case MinerSession.NoSession() -> CompletableFuture.completedStage(noSession(box.session()));
      case MinerSession.RateLimited() ->
          Reply.now(ErrorCode.NETWORK_ERROR, "rate_limited", RequestOutcome.RATE_LIMITED);
      case MinerSession.OpenRefused(var why) when why == Opening.Why.BAD_SEQUENCE ->
          Reply.now(
              ErrorCode.SEQUENCE_ERROR,
              "SEQUENCE_ERROR:4020:Replay detected or sequence out of window",
              RequestOutcome.NO_SESSION);
      case MinerSession.OpenRefused(var why) ->
          Reply.now(
              ErrorCode.SESSION_UNKNOWN, "Decryption failed: " + why, RequestOutcome.NO_SESSION);
    };
  }

  private static Reply noSession(SessionId session) {
    return Reply.plain(
        ErrorCode.SESSION_EXPIRED,
        "Session not found or expired: " + session,
        RequestOutcome.NO_SESSION);
  }

  private CompletionStage<Reply> read(
      SynapseCall call, SessionId session, MinerSession.Opened opened) {
    var plaintext = opened.plaintext();
    return switch (PayloadCodec.decode(call.type(), plaintext, clock.instant())) {
      case Decoded.Refused<Payload>(var why) ->
          Reply.now(
              ErrorCode.BAD_AAD, "Session decryption failed: " + why, RequestOutcome.MALFORMED);
      case Decoded.Read<Payload>(var payload) -> {
        var began = clock.instant();
        yield requests
            .act(call.caller(), payload, opened.roundTrip())
            .thenApply(answer -> new Done(answer, RequestOutcome.ANSWERED))
            .exceptionally(failure -> unable(call, failure))
            .whenComplete((done, _) -> tell(call, plaintext, done, began))
            .thenCompose(done -> seal(call, session, done));
      }
    };
  }

  private void tell(SynapseCall call, Bytes plaintext, Done done, Instant began) {
    var span = new Exchanges.Span(began, Duration.between(began, clock.instant()));
    witness.exchanged(() -> Exchanges.of(call, plaintext, done.answer(), done.outcome(), span));
  }

  /// What to say inside the session, and what to count it as.
  private record Done(Answer answer, RequestOutcome outcome) {}

  /// What we ourselves could not do is said as that; the miner may try again.
  private static Done unable(SynapseCall call, Throwable failure) {
    note(call, failure);
    return new Done(
        new Answer.Failed(OUR_FAULT, ErrorCode.INVALID_RESPONSE.number()), RequestOutcome.FAILED);
  }

  private CompletionStage<Reply> seal(SynapseCall call, SessionId session, Done done) {
    var plaintext = AnswerCodec.encode(done.answer());
    return this.<SealReply>ask(
            call,
            replyTo ->
                new MinerSession.Seal(session, call.type().messageType(), plaintext, replyTo))
        .thenApply(
            reply ->
                switch (reply) {
                  case MinerSession.Sealed(var box) ->
                      new Reply(SealedPackage.toText(box), done.outcome());
                  case MinerSession.SealRefused() -> noSession(session);
                });
  }

  private <R> CompletionStage<R> ask(
      SynapseCall call, Function<ActorRef<R>, MinerSession.Command> message) {
    return questions.ask(sessions.of(call.caller()), message);
  }
}
