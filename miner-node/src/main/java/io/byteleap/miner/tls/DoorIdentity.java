package io.byteleap.miner.tls;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.netty.handler.ssl.SslContext;

/// A certificate with its key, ready to be shown. One that nobody but itself vouches for is pinned
/// by its hash; any other is trusted because of who issued it, so that it can be renewed.
public record DoorIdentity(SslContext context, CertificateHash certificate, Issuer issuer) {
  /// Who vouches for a certificate.
  public enum Issuer {
    ITSELF,
    ANOTHER
  }

  Channel pinned() {
    return switch (issuer) {
      case ITSELF -> new Channel.Secured(certificate);
      case ANOTHER -> new Channel.Plain();
    };
  }
}
