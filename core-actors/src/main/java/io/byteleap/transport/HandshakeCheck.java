package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.wire.validator.SessionInit;

/// Judges what the peer of a handshake signed, if it did. A handshake that is signed wrongly is
/// refused by every policy.
public final class HandshakeCheck {
  private HandshakeCheck() {}

  public sealed interface Verdict {}

  public record Admitted(HandshakeProof proof) implements Verdict {}

  public record Refused(String says) implements Verdict {}

  /// `text` is what `peer` should have signed. Takes some 0.2 ms when it did.
  public static Verdict of(
      HandshakePolicy policy, SessionInit.Proof proof, Hotkey peer, byte[] text) {
    return switch (proof) {
      case SessionInit.Unsigned() when policy.admits(HandshakeProof.UNSIGNED) ->
          new Admitted(HandshakeProof.UNSIGNED);
      case SessionInit.Unsigned() ->
          new Refused("Handshake failed: it is not signed, and security.handshake is strict");
      case SessionInit.Signed(var signature) ->
          Verifier.of(peer)
              .filter(verifier -> verifier.check(text, signature) == SignatureCheck.GOOD)
              .<Verdict>map(_ -> new Admitted(HandshakeProof.SIGNED))
              .orElseGet(() -> new Refused("Handshake failed: hotkey_signature is wrong"));
    };
  }
}
