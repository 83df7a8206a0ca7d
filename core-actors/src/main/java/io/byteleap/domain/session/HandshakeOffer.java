package io.byteleap.domain.session;

import io.byteleap.domain.identity.Hotkey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What the client of a handshake offers, and signs with its hotkey when it can: who wants to talk
/// to whom, its ephemeral key, its nonce, and when.
///
/// The server's signature, over the whole handshake, is [Handshake#signedText].
public record HandshakeOffer(
    Hotkey client, Hotkey server, PublicKey32 clientKey, Nonce16 clientNonce, Instant createdAt) {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /// The bytes that are signed. They begin with words that nothing else which a hotkey signs begins
  /// with, so that no other signature can be passed off as this one.
  public byte[] signedText() {
    return joined(
        "byteleap handshake v1 client",
        client.value(),
        server.value(),
        clientKey.base64(),
        clientNonce.base64(),
        micros(createdAt));
  }

  /// The handshake that is made when the server answers with its key and nonce.
  public Handshake answered(PublicKey32 serverKey, Nonce16 serverNonce) {
    return new Handshake(client, server, clientKey, serverKey, clientNonce, serverNonce);
  }

  static byte[] joined(String... parts) {
    return String.join("|", parts).getBytes(StandardCharsets.UTF_8);
  }

  /// Whole microseconds since 1970, as they survive the way through a JSON float.
  static String micros(Instant instant) {
    double seconds = instant.getEpochSecond() + instant.getNano() / NANOS_PER_SECOND;
    return Long.toString((long) Math.rint(seconds * MICROS_PER_SECOND));
  }
}
