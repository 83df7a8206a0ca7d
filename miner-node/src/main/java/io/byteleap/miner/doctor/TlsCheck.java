package io.byteleap.miner.doctor;

import io.byteleap.node.Finding;
import io.byteleap.node.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Whether a door speaks TLS, and from when to when its certificate is good. Nobody is trusted with
/// anything on this connection: only the certificate is looked at.
final class TlsCheck {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private TlsCheck() {}

  static Finding of(ListenAddress door, Instant now) {
    String check = "TLS at " + door;
    try {
      return certificate(door)
          .map(certificate -> dates(check, certificate, now))
          .orElseGet(
              () -> Finding.fail(check, "no certificate", "give the door an X.509 certificate"));
    } catch (SSLException e) {
      return Finding.warn(
          check,
          "is not spoken: whoever is on the way can read what workers say",
          "have workers connect over a network of your own, or through TLS");
    } catch (IOException | GeneralSecurityException e) {
      return Finding.fail(
          check, "cannot be looked at: " + e.getMessage(), "see whether the door is open");
    }
  }

  static Finding dates(String check, X509Certificate certificate, Instant now) {
    var from = certificate.getNotBefore().toInstant();
    var until = certificate.getNotAfter().toInstant();
    String measured = "certificate is good from " + from + " to " + until;
    if (now.isBefore(from) || now.isAfter(until)) {
      return Finding.fail(check, measured, "renew the certificate, or set the clock right");
    }
    return now.plus(RENEW_BEFORE).isAfter(until)
        ? Finding.warn(check, measured, "renew the certificate")
        : Finding.ok(check, measured);
  }

  private static Optional<X509Certificate> certificate(ListenAddress door)
      throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Onlooker()}, new SecureRandom());
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(reachable(door.host()), door.port()), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (var socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, reachable(door.host()), door.port(), true)) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
            ? Optional.of(certificate)
            : Optional.empty();
      }
    }
  }

  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      case String given -> given;
    };
  }

  /// Takes every certificate, because nothing is said over the connection.
  private static final class Onlooker extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
