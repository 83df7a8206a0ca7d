package io.byteleap.domain.session;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import java.time.Instant;

/// What a validator offers the marketplace's hub, and signs with its hotkey when the hub is one
/// that looks: who wants to talk to whom, its ephemeral key, its nonce, and when.
///
/// Both texts begin with words of their own, so that no signature of another handshake can be
/// passed off as one of these.
public record HubOffer(
    Hotkey validator, Hotkey hub, PublicKey32 clientKey, Nonce16 clientNonce, Instant at) {
  /// The bytes that the validator signs.
  public byte[] signedText() {
    return HandshakeOffer.joined(
        "byteleap hub handshake v1 validator",
        validator.value(),
        hub.value(),
        clientKey.base64(),
        clientNonce.base64(),
        Long.toString(at.toEpochMilli()));
  }

  /// The bytes that the hub signs: everything that makes the session, and when.
  public static byte[] answerText(Handshake handshake, SessionId session, Instant at) {
    return HandshakeOffer.joined(
        "byteleap hub handshake v1 hub",
        handshake.client().value(),
        handshake.server().value(),
        handshake.clientKey().base64(),
        handshake.serverKey().base64(),
        handshake.clientNonce().base64(),
        handshake.serverNonce().base64(),
        session.value(),
        Long.toString(at.toEpochMilli()));
  }
}
