package io.byteleap.validator.hub;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.HubOffer;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubSession;
import io.byteleap.wire.hub.HubSession.AnyHub;
import io.byteleap.wire.hub.HubSession.PinnedHub;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Our side of one handshake with the hub, from the first message to the session.
record HubGreeting(HubIdentity own, SessionInit init, EphemeralKey key) {
  sealed interface Outcome {}

  record Agreed(HubSession session, Hotkey hub, HandshakeProof proof) implements Outcome {}

  record Refused(Label why) implements Outcome {}

  /// `random` must be cryptographically secure outside tests.
  static HubGreeting draw(HubIdentity own, Secret token, Instant now, RandomGenerator random) {
    var key = EphemeralKey.draw(random);
    var nonce = Nonce16.draw(random);
    var init =
        new SessionInit(
            own.signer().hotkey(),
            token,
            own.version(),
            own.capabilities(),
            key.publicKey(),
            nonce,
            proof(own, key, nonce, now));
    return new HubGreeting(own, init, key);
  }

  private static HubFrame.Proof proof(
      HubIdentity own, EphemeralKey key, Nonce16 nonce, Instant now) {
    return switch (own.handshake()) {
      case COMPAT -> new HubFrame.Unsigned();
      case STRICT -> {
        var offer = new HubOffer(own.signer().hotkey(), pinned(own), key.publicKey(), nonce, now);
        yield new HubFrame.Signed(now, own.signer().sign(offer.signedText()));
      }
    };
  }

  private static Hotkey pinned(HubIdentity own) {
    return switch (own.trust()) {
      case PinnedHub(var hotkey) -> hotkey;
      case AnyHub() -> throw new IllegalStateException("BUG: strict without the hub's hotkey");
    };
  }

  /// The first message; the access token is in it.
  String text(Instant now) {
    return HubFrameCodec.encode(init, now);
  }

  /// What follows from the hub's first message.
  Outcome answered(String text) {
    return switch (HubFrameCodec.decode(text)) {
      case Decoded.Refused<HubFrame>(var why) -> refused("its answer cannot be read: " + why);
      case Decoded.Read<HubFrame>(SessionInitResponse response) -> answered(response);
      case Decoded.Read<HubFrame>(HubError(var code, var message)) ->
          refused("it refuses the handshake, code " + code + " " + message);
      case Decoded.Read<HubFrame>(SessionInit _), Decoded.Read<HubFrame>(Encrypted _) ->
          refused("it answers the handshake with something else");
    };
  }

  private Outcome answered(SessionInitResponse response) {
    return switch (response.proof()) {
      case HubFrame.Unsigned() when own.handshake().admits(HandshakeProof.UNSIGNED) ->
          begun(response, HandshakeProof.UNSIGNED);
      case HubFrame.Unsigned() ->
          refused("it does not sign the handshake, and meshhub.handshake is strict");
      case HubFrame.Signed signed ->
          isGood(signed, response)
              ? begun(response, HandshakeProof.SIGNED)
              : refused("its signature of the handshake is wrong");
    };
  }

  private boolean isGood(HubFrame.Signed signed, SessionInitResponse response) {
    var text = HubOffer.answerText(response.handshake(init), response.session(), signed.at());
    return Verifier.of(response.hub())
        .filter(verifier -> verifier.check(text, signed.signature()) == SignatureCheck.GOOD)
        .isPresent();
  }

  private Outcome begun(SessionInitResponse response, HandshakeProof proof) {
    return switch (HubSession.begin(init, key, response, own.trust())) {
      case Decoded.Read<HubSession>(var session) -> new Agreed(session, response.hub(), proof);
      case Decoded.Refused<HubSession>(var why) -> new Refused(why);
    };
  }

  private static Refused refused(String why) {
    return new Refused(Label.of(why));
  }
}
