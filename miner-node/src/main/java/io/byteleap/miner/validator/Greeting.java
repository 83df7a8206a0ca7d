package io.byteleap.miner.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.HandshakeOffer;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.transport.HandshakeCheck;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.SessionInit;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Our side of one handshake with the validator of the offer, from the request to the session.
record Greeting(Handshakes handshakes, HandshakeOffer offer, EphemeralKey key) {
  sealed interface Outcome {}

  record Shaken(SecureSession session, HandshakeProof proof) implements Outcome {}

  record Refused(int code, String says) implements Outcome {}

  record Unreachable(String cause) implements Outcome {}

  static Greeting draw(Handshakes handshakes, Hotkey peer, Instant now, RandomGenerator random) {
    var key = EphemeralKey.draw(random);
    var offer =
        new HandshakeOffer(handshakes.own(), peer, key.publicKey(), Nonce16.draw(random), now);
    return new Greeting(handshakes, offer, key);
  }

  String request() {
    var proof = new SessionInit.Signed(handshakes.signer().sign(offer.signedText()));
    return new SessionInit.Request(offer.clientKey(), offer.clientNonce(), offer.createdAt(), proof)
        .toText();
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
          ofResponse(response, now);
    };
  }

  private Outcome ofResponse(SessionInit.Response response, Instant now) {
    var handshake = offer.answered(response.validatorKey(), response.serverNonce());
    var text = handshake.signedText(response.session(), response.expiresAt());
    return switch (HandshakeCheck.of(handshakes.policy(), response.proof(), offer.server(), text)) {
      case HandshakeCheck.Refused(var says) -> failed(says);
      case HandshakeCheck.Admitted(var proof) ->
          switch (Decoded.of(() -> session(handshake, response, now))) {
            case Decoded.Read<SecureSession>(var session) -> new Shaken(session, proof);
            case Decoded.Refused<SecureSession>(var why) -> failed("handshake failed: " + why);
          };
    };
  }

  private static Refused failed(String says) {
    return new Refused(ErrorCode.HANDSHAKE_FAILED.number(), says);
  }

  /// The session ends when the validator says, but never later than sessions do.
  private SecureSession session(Handshake handshake, SessionInit.Response response, Instant now) {
    var latest = now.plus(SecureSession.LIFE);
    var end = response.expiresAt().isBefore(latest) ? response.expiresAt() : latest;
    var client = new SecureSession.Client(offer.client(), offer.server());
    return SecureSession.begin(response.session(), client, handshake.keysOfClient(key), end);
  }
}
