package io.byteleap.domain.session;

/// With whom a node opens sessions. Whatever the policy, a signature that is wrong is refused.
public enum HandshakePolicy {
  /// With peers that sign their handshakes only.
  STRICT,
  /// Also with the network's existing software, which does not sign.
  COMPAT;

  public boolean admits(HandshakeProof proof) {
    return this == COMPAT || proof == HandshakeProof.SIGNED;
  }
}
