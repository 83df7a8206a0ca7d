package io.byteleap.keys;

import java.nio.charset.StandardCharsets;

/// What signer and verifier both say: the transcripts of schnorrkel's signatures in Substrate's
/// context. Source: schnorrkel 0.11, `sign.rs` and `context.rs`.
final class Schnorrkel {
  private static final Transcript CONTEXT =
      Transcript.of("SigningContext").append("", ascii("substrate"));

  private Schnorrkel() {}

  /// The transcript of a signature up to the point R.
  static Transcript signing(byte[] message, byte[] publicKey) {
    return CONTEXT
        .copy()
        .append("sign-bytes", message)
        .append("proto-name", ascii("Schnorr-sig"))
        .append("sign:pk", publicKey);
  }

  /// The challenge that R provokes.
  static byte[] challenge(Transcript signing, byte[] r) {
    return Ristretto.reduced(signing.append("sign:R", r).challenge("sign:c", Ristretto.WIDE_BYTES));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
