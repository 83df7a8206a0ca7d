package io.byteleap.wire.hub;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.Signature;
import java.time.Instant;
import java.util.List;

/// What travels over the hub's WebSocket, in either direction: plain frames of the handshake, plain
/// errors, and encrypted messages.
public sealed interface HubFrame {
  /// Whether a side of the handshake signed it with its hotkey. An addition of ours: the published
  /// protocol has no signatures.
  sealed interface Proof {}

  record Unsigned() implements Proof {}

  /// Well-formed; what it is worth, a verifier tells. `at` is part of what is signed, in whole
  /// milliseconds.
  record Signed(Instant at, Signature signature) implements Proof {}

  /// A validator opens a session. `capabilities` are 1 to 32 short words.
  record SessionInit(
      Hotkey validator,
      Secret accessToken,
      Label clientVersion,
      List<String> capabilities,
      PublicKey32 clientKey,
      Nonce16 clientNonce,
      Proof proof)
      implements HubFrame {
    private static final int CAPABILITIES_MAX = 32;
    private static final int CAPABILITY_LENGTH_MAX = 64;

    public SessionInit {
      checkCapabilities(capabilities);
      capabilities = List.copyOf(capabilities);
    }

    /// Refuses, with an [IllegalArgumentException], what cannot be sent.
    public static void checkCapabilities(List<String> capabilities) {
      if (capabilities.isEmpty() || capabilities.size() > CAPABILITIES_MAX) {
        throw new IllegalArgumentException(
            "capabilities must be 1 to " + CAPABILITIES_MAX + ", are " + capabilities.size());
      }
      if (capabilities.stream().anyMatch(SessionInit::isUnfit)) {
        throw new IllegalArgumentException(
            "a capability must have 1 to " + CAPABILITY_LENGTH_MAX + " characters");
      }
    }

    private static boolean isUnfit(String capability) {
      return capability.isBlank() || capability.length() > CAPABILITY_LENGTH_MAX;
    }
  }

  /// The hub takes the session. Its key is called the validator's on the wire.
  record SessionInitResponse(
      SessionId session, PublicKey32 hubKey, Nonce16 serverNonce, Hotkey hub, Proof proof)
      implements HubFrame {
    /// What both sides said, as an answer to `init`.
    public Handshake handshake(SessionInit init) {
      return new Handshake(
          init.validator(), hub, init.clientKey(), hubKey, init.clientNonce(), serverNonce);
    }
  }

  /// The hub says that something is wrong.
  record HubError(int code, Label message) implements HubFrame {
    private static final int AUTHENTICATION_REFUSED = 4001;
    private static final List<Integer> SESSION_LOST = List.of(4002, 4011, 4020);

    /// What follows from an error.
    public enum Meaning {
      /// The hub does not know us or our token: a new session after the usual delay, never the end.
      AUTHENTICATION_REFUSED,
      /// The session is over, unknown to the hub, or its numbers are out of step: a new session.
      SESSION_LOST,
      /// To be logged; the session stays.
      WARNING
    }

    public Meaning meaning() {
      if (code == AUTHENTICATION_REFUSED) {
        return Meaning.AUTHENTICATION_REFUSED;
      }
      return SESSION_LOST.contains(code) ? Meaning.SESSION_LOST : Meaning.WARNING;
    }
  }

  /// An encrypted message; its kind is the box's. Kinds that we do not know are frames like others:
  /// who opens them learns the name.
  record Encrypted(MessageId messageId, SealedBox box) implements HubFrame {}
}
