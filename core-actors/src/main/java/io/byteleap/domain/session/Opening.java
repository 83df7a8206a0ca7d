package io.byteleap.domain.session;

import io.byteleap.domain.units.Bytes;

/// What came of opening a [SealedBox].
public sealed interface Opening {
  record Plain(Bytes plaintext) implements Opening {}

  record Refused(Why why) implements Opening {}

  /// Why a box stays closed.
  enum Why {
    /// The session is over.
    EXPIRED,
    /// Sender or recipient is not who it must be.
    WRONG_PARTIES,
    /// The label says another kind of message than the one that carried it.
    WRONG_TYPE,
    /// The ciphertext is not base64.
    BAD_BASE64,
    /// The ciphertext or its label was changed, or the key is another one.
    BAD_TAG,
    /// The sequence number was used before, is too old, too far ahead or zero.
    BAD_SEQUENCE
  }
}
