package io.byteleap.worker.gateway;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;

/// How a session with a gateway ended.
sealed interface SessionEnd {
  /// What TLS calls the faults of a certificate (RFC 8446, 6.2).
  List<String> ALERTS =
      List.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "certificate_required",
          "unknown_ca",
          "access_denied");

  /// How a gateway begins that takes us no more as who we are, in its `READY_V1`.
  String CERTIFICATE = "certificate ";

  Label why();

  /// It may be better the next time.
  record Lost(Label why) implements SessionEnd {}

  /// One side does not take the other's certificate: that is mended by enrolling again.
  record Untrusted(Label why) implements SessionEnd {}

  /// There was no connection.
  static SessionEnd ofDial(Throwable failure) {
    var why = Label.of("it cannot be reached: " + FailureCause.text(failure));
    return isAboutCertificates(failure) ? new Untrusted(why) : new Lost(why);
  }

  /// The gateway did not take us.
  static SessionEnd ofRefusal(Label error) {
    return error.value().startsWith(CERTIFICATE)
        ? new Untrusted(Label.of("it refuses us: " + error))
        : new Lost(Label.of("it refuses us: " + error));
  }

  private static boolean isAboutCertificates(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof CertificateException
          || (cause instanceof SSLException && ALERTS.stream().anyMatch(message::contains))) {
        return true;
      }
    }
    return false;
  }
}
