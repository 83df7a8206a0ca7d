package io.byteleap.loadtest;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.Signer;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseServer;
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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/// A validator that speaks the real protocol, signed and encrypted, and answers as it is told to:
/// usually it hands out what stands in a [ChallengeBook], takes every heartbeat and verifies
/// nothing but whose work it gets.
final class ScriptedValidator {
  private final Signer signer;
  private final BiFunction<Hotkey, Payload, Answer> answering;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<SessionId, SecureSession> sessions = new HashMap<>();
  private final ServerBinding binding;

  /// One that hands out what stands in `book`.
  ScriptedValidator(
      ActorSystem<?> system,
      Signer signer,
      ChallengeBook book,
      InstantSource clock,
      RandomGenerator random) {
    this(system, signer, (miner, payload) -> answer(book, clock, miner, payload), clock, random);
  }

  /// One that answers each payload of a miner so.
  ScriptedValidator(
      ActorSystem<?> system,
      Signer signer,
      BiFunction<Hotkey, Payload, Answer> answering,
      InstantSource clock,
      RandomGenerator random) {
    this.signer = signer;
    this.answering = answering;
    this.clock = clock;
    this.random = random;
    this.binding =
        new SynapseServer(system, signer, _ -> Optional.empty(), this::handle, clock)
            .bind(Door.HOST, 0)
            .toCompletableFuture()
            .join();
  }

  Hotkey hotkey() {
    return signer.hotkey();
  }

  Endpoint endpoint() {
    return new Endpoint(Door.HOST, binding.localAddress().getPort());
  }

  private CompletionStage<String> handle(SynapseCall call) {
    return CompletableFuture.completedStage(
        call.type() == SynapseType.SESSION_INIT ? shake(call) : converse(call));
  }

  private synchronized String shake(SynapseCall call) {
    return switch (SessionInit.decodeRequest(call.request(), clock.instant())) {
      case Decoded.Refused<SessionInit.Request>(var why) ->
          PlainError.of(ErrorCode.HANDSHAKE_FAILED, why.value()).toText();
      case Decoded.Read<SessionInit.Request>(var request) -> opened(call.caller(), request);
    };
  }

  private String opened(Hotkey caller, SessionInit.Request request) {
    var key = EphemeralKey.draw(random);
    var nonce = Nonce16.draw(random);
    var handshake =
        new Handshake(
            caller,
            signer.hotkey(),
            request.minerKey(),
            key.publicKey(),
            request.clientNonce(),
            nonce);
    var id = new SessionId(RandomUuid.draw(random).toString());
    var end = clock.instant().plus(SecureSession.LIFE);
    sessions.put(
        id,
        SecureSession.begin(
            id,
            new SecureSession.Server(signer.hotkey(), caller),
            handshake.keysOfServer(key),
            end));
    var proof = new SessionInit.Signed(signer.sign(handshake.signedText(id, end)));
    return new SessionInit.Response(key.publicKey(), id, nonce, end, proof).toText();
  }

  private synchronized String converse(SynapseCall call) {
    return switch (SealedPackage.decode(call.request())) {
      case Decoded.Refused<SealedBox>(var why) ->
          PlainError.of(ErrorCode.SESSION_UNKNOWN, why.value()).toText();
      case Decoded.Read<SealedBox>(var box) -> {
        var session = sessions.get(box.session());
        yield session == null
            ? PlainError.of(ErrorCode.SESSION_EXPIRED, "Session not found or expired").toText()
            : converse(call, box, session);
      }
    };
  }

  private String converse(SynapseCall call, SealedBox box, SecureSession session) {
    var type = call.type().messageType();
    var opened = session.open(box, type, clock.instant());
    if (!(opened.opening() instanceof Opening.Plain(var plaintext))) {
      return PlainError.of(ErrorCode.SEQUENCE_ERROR, "SEQUENCE_ERROR:4020").toText();
    }
    var answer = AnswerCodec.encode(answer(call, plaintext));
    var sealing = opened.next().seal(type, answer);
    if (sealing.isEmpty()) {
      return PlainError.of(ErrorCode.SESSION_EXPIRED, "the session is used up").toText();
    }
    sessions.put(box.session(), sealing.get().next());
    return SealedPackage.toText(sealing.get().box());
  }

  private Answer answer(SynapseCall call, Bytes plaintext) {
    return switch (PayloadCodec.decode(call.type(), plaintext, clock.instant())) {
      case Decoded.Refused<Payload>(var why) ->
          new Answer.Failed(why.value(), ErrorCode.HANDSHAKE_FAILED.number());
      case Decoded.Read<Payload>(var payload) -> answering.apply(call.caller(), payload);
    };
  }

  private static Answer answer(
      ChallengeBook book, InstantSource clock, Hotkey miner, Payload payload) {
    var now = clock.instant();
    return switch (payload) {
      case Payload.Heartbeat heartbeat ->
          new Answer.HeartbeatTaken("ok", heartbeat.data().workers().size(), now);
      case Payload.TaskPoll _ -> new Answer.Tasks(book.take(miner), now);
      case Payload.CommitmentData commitment -> book.committed(commitment);
      case Payload.ProofData proof -> book.proved(proof);
      case Payload.ExactCommitments(var challenge, _, _) -> notOurs(challenge);
      case Payload.ExactOpening(var challenge, _, _) -> notOurs(challenge);
      case Payload.EnrolTokenQuery(var workerId) -> new Answer.EnrolTokenPending(workerId, 5);
    };
  }

  /// It hands out challenges of version 1 only.
  private static Answer notOurs(String challengeId) {
    return new Answer.Failed(
        "Challenge " + Label.of(challengeId) + " not found",
        ErrorCode.CHALLENGE_PROCESSING_FAILED.number());
  }
}
