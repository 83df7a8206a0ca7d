package io.byteleap.miner.tls;

import io.byteleap.domain.admission.Channel;

/// Whether connections at the workers' door are encrypted.
public sealed interface DoorTls {
  /// Never.
  record Off() implements DoorTls {}

  /// Those of workers that begin with TLS; the others are taken as they come, for the sake of
  /// workers that know none.
  record WhereAsked(DoorIdentity identity) implements DoorTls {}

  /// Always; a connection that begins without is cut.
  record Always(DoorIdentity identity) implements DoorTls {}

  /// What lies under a connection that is encrypted here.
  default Channel channel() {
    return switch (this) {
      case Off() -> new Channel.Plain();
      case WhereAsked(var identity) -> new Channel.Secured(identity.certificate());
      case Always(var identity) -> new Channel.Secured(identity.certificate());
    };
  }

  /// What a worker must pin when it connects with TLS: nothing where the certificate is one that
  /// machines trust by themselves.
  default Channel pinned() {
    return switch (this) {
      case Off() -> new Channel.Plain();
      case WhereAsked(var identity) -> identity.pinned();
      case Always(var identity) -> identity.pinned();
    };
  }
}
