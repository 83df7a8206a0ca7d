package io.byteleap.validator.hub;

import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.Signer;
import io.byteleap.wire.hub.HubSession.PinnedHub;
import io.byteleap.wire.hub.HubSession.Trust;
import java.util.List;

/// Who we are towards the hub, which hub it must be, and whether both must sign the handshake.
/// Only a hub whose hotkey is known can be made to sign.
public record HubIdentity(
    Signer signer,
    Label version,
    List<String> capabilities,
    Trust trust,
    HandshakePolicy handshake) {
  public HubIdentity {
    capabilities = List.copyOf(capabilities);
    if (handshake == HandshakePolicy.STRICT && !(trust instanceof PinnedHub)) {
      throw new IllegalArgumentException("a strict handshake needs the hub's hotkey");
    }
  }
}
