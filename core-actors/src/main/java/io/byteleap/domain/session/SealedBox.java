package io.byteleap.domain.session;

import io.byteleap.domain.digest.Base64Text;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// One encrypted message and who says to whom, in which session, under which number, what kind of
/// message it is. `sequence` is unsigned; `ciphertext` is base64 of AES-256-GCM output with its
/// 16-byte tag at the end.
///
/// The initialisation vector is derived (4 bytes of the session id's SHA-256, 8 bytes of the
/// sequence number) and never sent; everything else is authenticated.
public record SealedBox(
    SessionId session,
    long sequence,
    String ciphertext,
    Hotkey sender,
    Hotkey recipient,
    MessageType type) {
  private static final String AAD_PREFIX = "leap-comm";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int TAG_BITS = 128;
  private static final int IV_BYTES = 12;
  private static final int IV_SESSION_BYTES = 4;

  /// What the box is labelled with, before it is closed.
  record Address(
      SessionId session, long sequence, Hotkey sender, Hotkey recipient, MessageType type) {
    SealedBox seal(SessionKey key, Bytes plaintext) {
      byte[] sealed = new byte[plaintext.length() + TAG_BITS / Byte.SIZE];
      plaintext.copyTo(sealed);
      try {
        cipher(Cipher.ENCRYPT_MODE, key).doFinal(sealed, 0, plaintext.length(), sealed, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("BUG: every JDK has AES-GCM", e);
      }
      return new SealedBox(session, sequence, Base64Text.encoded(sealed), sender, recipient, type);
    }

    /// The plaintext, or a refusal when the tag does not fit.
    Opening open(SessionKey key, String base64) {
      try {
        byte[] ciphertext = Base64Text.decoded(base64);
        return new Opening.Plain(
            Bytes.adopting(cipher(Cipher.DECRYPT_MODE, key).doFinal(ciphertext)));
      } catch (IllegalArgumentException e) {
        return new Opening.Refused(Opening.Why.BAD_BASE64);
      } catch (AEADBadTagException e) {
        return new Opening.Refused(Opening.Why.BAD_TAG);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("BUG: every JDK has AES-GCM", e);
      }
    }

    private Cipher cipher(int mode, SessionKey key) throws GeneralSecurityException {
      var cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, initialisationVector()));
      cipher.updateAAD(authenticatedText().getBytes(StandardCharsets.UTF_8));
      return cipher;
    }

    private byte[] initialisationVector() {
      byte[] digest = Sha256.of(session.value().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(IV_BYTES)
          .put(digest, 0, IV_SESSION_BYTES)
          .putLong(sequence)
          .array();
    }

    private String authenticatedText() {
      return String.join(
          "|",
          AAD_PREFIX,
          sender.value(),
          recipient.value(),
          type.name(),
          "session_" + session.value(),
          "seq_" + Long.toUnsignedString(sequence));
    }
  }

  Address address() {
    return new Address(session, sequence, sender, recipient, type);
  }
}
