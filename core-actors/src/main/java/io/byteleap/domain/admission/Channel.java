package io.byteleap.domain.admission;

/// What lies under a connection, as a signature is bound to it: one that was made for one channel
/// is no good on another.
public sealed interface Channel {
  /// Nothing that we know of: no encryption, or somebody else's in front of the miner.
  record Plain() implements Channel {}

  /// TLS whose server showed this certificate.
  record Secured(CertificateHash certificate) implements Channel {}

  /// The text that is signed: the certificate's hash, or nothing.
  default String text() {
    return switch (this) {
      case Plain() -> "";
      case Secured(var certificate) -> certificate.hex();
    };
  }
}
