package io.byteleap.keys;

/// What came of checking a signature.
public enum SignatureCheck {
  /// The holder of the key signed the message.
  GOOD,
  /// Not the form of an sr25519 signature: the marker is missing or the scalar is not canonical.
  MALFORMED,
  /// Well-formed, but of another message, another key, or forged.
  WRONG
}
