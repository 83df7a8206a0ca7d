package io.byteleap.worker.access;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which certificates of a miner the worker takes: the pinned one and no other, or where none is
/// pinned those that this machine trusts, for the miner's name. Remembers the last one that it
/// took. May be called from any thread.
public final class MinerCertificates extends X509ExtendedTrustManager {
  private final Channel pinned;
  private final X509ExtendedTrustManager system;
  private final AtomicReference<Channel> seen = new AtomicReference<>(new Channel.Plain());

  private MinerCertificates(Channel pinned, X509ExtendedTrustManager system) {
    this.pinned = pinned;
    this.system = system;
  }

  public static MinerCertificates of(Channel pinned) {
    return new MinerCertificates(pinned, system());
  }

  private static X509ExtendedTrustManager system() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("BUG: every JDK has a trust manager"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificates that this machine trusts are damaged", e);
    }
  }

  /// What a client uses that is to take these.
  public SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has TLS", e);
    }
  }

  /// The certificate that was taken last.
  public Channel seen() {
    return seen.get();
  }

  @FunctionalInterface
  private interface SystemsCheck {
    void run() throws CertificateException;
  }

  private void check(X509Certificate[] chain, SystemsCheck systems) throws CertificateException {
    var shown = new Channel.Secured(CertificateHash.of(chain[0].getEncoded()));
    switch (pinned) {
      case Channel.Plain() -> systems.run();
      case Channel.Secured _ when shown.equals(pinned) -> {}
      case Channel.Secured _ ->
          throw new CertificateException("the miner shows another certificate than it should");
    }
    seen.set(shown);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> system.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> system.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> system.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("a worker is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
