package io.byteleap.domain.session;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// What both sides of a handshake know when it is done, and the keys that follow from it.
///
/// The client opens the handshake (a miner towards a validator); the server answers. Keys are
/// HKDF-SHA256 (RFC 5869) over the X25519 secret; salt = client nonce || server nonce; the info
/// text binds direction, both hotkeys, both public keys (as base64) and the nonces.
public record Handshake(
    Hotkey client,
    Hotkey server,
    PublicKey32 clientKey,
    PublicKey32 serverKey,
    Nonce16 clientNonce,
    Nonce16 serverNonce) {
  private static final String SUITE = "HKDF-SHA256_AES-256-GCM_X25519";
  private static final int KEY_BYTES = 32;

  /// The session's two keys as the client derives them. A server key of small order is refused with
  /// an [IllegalArgumentException].
  public SessionKeys keysOfClient(EphemeralKey own) {
    return keys(own.agreeWith(serverKey));
  }

  /// The session's two keys as the server derives them; refusals as above.
  public SessionKeys keysOfServer(EphemeralKey own) {
    return keys(own.agreeWith(clientKey));
  }

  /// The bytes that the server signs with its hotkey when it can: everything that makes the
  /// session, so that a client which knows the server's hotkey also knows that nobody stands
  /// between them.
  public byte[] signedText(SessionId session, Instant expiresAt) {
    return HandshakeOffer.joined(
        "byteleap handshake v1 server",
        client.value(),
        server.value(),
        clientKey.base64(),
        serverKey.base64(),
        clientNonce.base64(),
        serverNonce.base64(),
        session.value(),
        HandshakeOffer.micros(expiresAt));
  }

  private SessionKeys keys(byte[] shared) {
    try {
      return new SessionKeys(
          key(shared, "session_key_client_to_server"), key(shared, "session_key_server_to_client"));
    } finally {
      Arrays.fill(shared, (byte) 0);
    }
  }

  private SessionKey key(byte[] shared, String direction) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(shared)
              .addSalt(nonces())
              .thenExpand(info(direction), KEY_BYTES);
      SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
      return new SessionKey(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK 25 has HKDF-SHA256", e);
    }
  }

  private byte[] info(String direction) {
    var info = new ByteArrayOutputStream();
    for (String text :
        new String[] {
          direction, client.value(), server.value(), clientKey.base64(), serverKey.base64()
        }) {
      info.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      info.write('|');
    }
    info.writeBytes(nonces());
    info.write('|');
    info.writeBytes(SUITE.getBytes(StandardCharsets.US_ASCII));
    return info.toByteArray();
  }

  private byte[] nonces() {
    var nonces = new ByteArrayOutputStream();
    nonces.writeBytes(clientNonce.bytes());
    nonces.writeBytes(serverNonce.bytes());
    return nonces.toByteArray();
  }
}
