package io.byteleap.domain.session;

/// Whether the peer of a handshake signed it with its hotkey.
public enum HandshakeProof {
  /// Nobody stands between the two: both ends of the session are who they say.
  SIGNED,
  /// As the network's existing software does it: whoever carried the handshake may read the
  /// session.
  UNSIGNED
}
