package io.byteleap.worker.gateway;

import io.byteleap.domain.units.Label;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsProblem;
import io.byteleap.wire.vm.CertSerial;
import io.byteleap.wire.vm.DeviceState;
import io.byteleap.wire.vm.Enrolment;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.worker.gateway.StateFile.Identity;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// How one identity follows another: the next is looked at and stored before the last is let go.
final class Identities {
  private static final int RENEWED_AFTER_PARTS = 2;
  private static final int PARTS = 3;

  private Identities() {}

  sealed interface Replaced {}

  record Kept(Identity identity) implements Replaced {}

  /// What there was stays.
  record NotKept(Label why) implements Replaced {}

  /// Stores `state` in place of what is in the file.
  static Replaced replace(StateFile file, DeviceState state) {
    try {
      var identity = StateFile.identity(state);
      file.write(state);
      return new Kept(identity);
    } catch (TlsProblem | GatewayProblem e) {
      return new NotKept(Label.of(String.valueOf(e.getMessage())));
    }
  }

  /// Stores a certificate that the gateway gave for `key`. Refused: one for another key, one that
  /// nobody vouches for whom the gateway named when the worker enrolled.
  static Replaced renewed(
      StateFile file, Identity before, P256Key key, GatewayFrame.CertRenewed renewed, Instant now) {
    try {
      var chain = Pems.certificates(renewed.certificate().text());
      var certificate = chain.getFirst();
      if (!certificate.getPublicKey().equals(key.publicKey())) {
        return new NotKept(Label.of("the certificate is for another key than ours"));
      }
      var old = before.state().granted();
      if (!isVouchedFor(chain, old)) {
        return new NotKept(Label.of("the certificate is from another authority"));
      }
      var granted =
          new Enrolment.Granted(
              renewed.certificate(),
              serialOf(certificate),
              old.trusted(),
              renewed.expiresAt(),
              old.gateway());
      return replace(file, DeviceState.of(key, granted, before.state().enrolledAt(), now));
    } catch (TlsProblem e) {
      return new NotKept(Label.of(String.valueOf(e.getMessage())));
    }
  }

  /// Each certificate is issued by the next one, the last by one of those that are trusted.
  private static boolean isVouchedFor(List<X509Certificate> chain, Enrolment.Granted old)
      throws TlsProblem {
    for (int i = 1; i < chain.size(); i++) {
      if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
        return false;
      }
    }
    return Pems.certificates(old.trusted().text()).stream()
        .anyMatch(anchor -> isIssuedBy(chain.getLast(), anchor));
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate anchor) {
    try {
      certificate.verify(anchor.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// How long until two thirds of a certificate's life are over; nothing when they are. After a
  /// renewal it is at least `rest`, so that two clocks that differ make no endless work.
  static Duration untilRenewal(Identity identity, Duration rest, Instant now) {
    var from = identity.certificate().getNotBefore().toInstant();
    var life = Duration.between(from, identity.certificate().getNotAfter().toInstant());
    var due = from.plus(life.dividedBy(PARTS).multipliedBy(RENEWED_AFTER_PARTS));
    var notBefore = identity.state().renewedAt().plus(rest);
    var until = Duration.between(now, due.isAfter(notBefore) ? due : notBefore);
    return until.isNegative() ? Duration.ZERO : until;
  }

  static CertSerial serialOf(X509Certificate certificate) {
    byte[] bytes = certificate.getSerialNumber().toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return new CertSerial(HexFormat.of().formatHex(bytes, from, bytes.length));
  }
}
