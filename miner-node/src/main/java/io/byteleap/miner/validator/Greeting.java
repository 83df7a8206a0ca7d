package io.byteleap.miner.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.SessionInit;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Our side of one handshake with the validator `peer`, from the request to the session.
record Greeting(Hotkey own, Hotkey peer, EphemeralKey key, Nonce16 nonce) {
  sealed interface Outcome {}

  record Shaken(SecureSession session) implements Outcome {}

  record Refused(int code, String says) implements Outcome {}

  record Unreachable(String cause) implements Outcome {}

  static Greeting draw(Hotkey own, Hotkey peer, RandomGenerator random) {
    return new Greeting(own, peer, EphemeralKey.draw(random), Nonce16.draw(random));
  }

  String request(Instant now) {
    return new SessionInit.Request(key.publicKey(), nonce, now).toText();
  }

  Outcome outcome(SynapseClient.Result result, Instant now) {
    return switch (result) {
      case SynapseClient.Unreachable(var cause) -> new Unreachable(cause);
      case SynapseClient.Rejected(var status, var message) ->
          switch (Reading.ofStatus(status, message)) {
            case Reading.Unreachable(var cause) -> new Unreachable(cause);
            case Reading.Refused(var code, var says) -> new Refused(code, says);
            case Reading.Conversed _, Reading.SessionBroken _ ->
                throw new IllegalStateException("BUG: a status says nothing of a session");
          };
      case SynapseClient.Answered(var text) -> ofText(text, now);
    };
  }

  private Outcome ofText(String text, Instant now) {
    return switch (SessionInit.decodeAnswer(text)) {
      case Decoded.Refused<SessionInit.Answer>(var why) ->
          failed("handshake response cannot be read: " + why);
      case Decoded.Read<SessionInit.Answer>(SessionInit.Rejected(var error)) ->
          new Refused(error.errorCode(), error.error());
      case Decoded.Read<SessionInit.Answer>(SessionInit.Response response) ->
          switch (Decoded.of(() -> session(response, now))) {
            case Decoded.Read<SecureSession>(var session) -> new Shaken(session);
            case Decoded.Refused<SecureSession>(var why) -> failed("handshake failed: " + why);
          };
    };
  }

  private static Refused failed(String says) {
    return new Refused(ErrorCode.HANDSHAKE_FAILED.number(), says);
  }

  /// The session ends when the validator says, but never later than sessions do.
  private SecureSession session(SessionInit.Response response, Instant now) {
    var handshake =
        new Handshake(
            own, peer, key.publicKey(), response.validatorKey(), nonce, response.serverNonce());
    var latest = now.plus(SecureSession.LIFE);
    var end = response.expiresAt().isBefore(latest) ? response.expiresAt() : latest;
    return SecureSession.begin(
        response.session(), new SecureSession.Client(own, peer), handshake.keysOfClient(key), end);
  }
}
